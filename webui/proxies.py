"""The application behind proxies of ours: only then is what they say of a sender believed."""

from wsgiref.types import WSGIApplication

from werkzeug.middleware.proxy_fix import ProxyFix

from datapatch.config import Config


def behind_proxies(app: WSGIApplication, config: Config) -> WSGIApplication:
    """``app``, told the sender's address by as many proxies as the operator set.

    A header that any sender could write says nothing: without a proxy it is ignored.
    """
    if not config.proxies:
        return app
    return ProxyFix(app, x_for=config.proxies, x_proto=0, x_host=0)
