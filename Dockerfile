# Build: the same commands as on any machine, in one step.
FROM python:3.12-slim-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
RUN make build && rm -rf node_modules

# Run: no compiler, no package manager's cache, no root.
FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 datapatch \
    && install --directory --owner datapatch /data
COPY --from=build --chown=datapatch /app /app
WORKDIR /app
USER datapatch
ENV DATAPATCH_HOME=/data \
    DATAPATCH_HOST=0.0.0.0 \
    PATH=/app/.venv/bin:$PATH
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:5000/health', timeout=4)"]
CMD ["datapatch", "serve"]
