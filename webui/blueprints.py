"""The table of contents: every blueprint, in the order in which addresses are tried."""

from flask import Flask

from webui.accounts import blueprint as accounts
from webui.amending import blueprint as amending
from webui.amending_files import blueprint as amending_files
from webui.api import blueprint as api
from webui.api_account import blueprint as api_account
from webui.api_contributing import blueprint as api_contributing
from webui.api_moderation import blueprint as api_moderation
from webui.asking import asked_blueprint
from webui.asking import blueprint as asking
from webui.bulk import blueprint as bulk
from webui.cards import blueprint as cards
from webui.catalogue import blueprint as catalogue
from webui.challenges import blueprint as challenges
from webui.contributing import blueprint as contributing
from webui.counting import blueprint as counting
from webui.datasets import blueprint as datasets
from webui.decision_log import blueprint as decision_log
from webui.freshness import blueprint as freshness
from webui.git import blueprint as git
from webui.health import blueprint as health
from webui.held import blueprint as held
from webui.history import blueprint as history
from webui.importing import blueprint as importing
from webui.leaving import blueprint as leaving
from webui.moderation import blueprint as moderation
from webui.moderators import blueprint as moderators
from webui.notices import blueprint as notices
from webui.notices import unsubscribing_blueprint as unsubscribing
from webui.openapi import blueprint as openapi
from webui.own_contributions import blueprint as own_contributions
from webui.past import blueprint as past
from webui.queue_extras import blueprint as queue_extras
from webui.receipts import blueprint as receipts
from webui.rows import blueprint as rows
from webui.settings import blueprint as settings
from webui.styleguide import blueprint as styleguide
from webui.thanks import blueprint as thanks
from webui.twice import blueprint as twice
from webui.uploads import blueprint as uploads
from webui.verdicts import blueprint as verdicts


def register_blueprints(app: Flask) -> None:
    """Mount every subject on ``app``; the style guide only in development."""
    for blueprint in (
        catalogue,
        health,
        accounts,
        importing,
        moderation,
        verdicts,
        bulk,
        queue_extras,
        api_moderation,
        challenges,
        api_contributing,
        held,
        leaving,
        api_account,
        receipts,
        amending,
        amending_files,
        notices,
        unsubscribing,
        own_contributions,
        api,
        openapi,
        past,
        counting,
        git,
        decision_log,
        thanks,
        asked_blueprint,
        asking,
        datasets,
        settings,
        moderators,
        rows,
        cards,
        freshness,
        contributing,
        twice,
        uploads,
        history,
    ):
        app.register_blueprint(blueprint)
    if app.extensions["datapatch"].config.development:
        app.register_blueprint(styleguide)
