# syntax=docker/dockerfile:1
# Two images of one recipe:  --target appliance (default)  and  --target engine (vLLM, CPU build; --build-arg ENGINE=gpu for a GPU).
# No root, nothing written outside the volumes, nothing fetched at run time.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build-appliance
# Where pip looks and what it trusts may be given to the build (--build-arg); nothing of it stays in the image.
ARG PIP_INDEX_URL
ARG PIP_CERT
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /opt/kefu
COPY requirements.lock ./
RUN python3 -m venv .venv && .venv/bin/pip install --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md ./
COPY appliance appliance
COPY ui ui
COPY models/trust models/trust
RUN .venv/bin/pip install --no-deps --no-build-isolation -e . \
    && .venv/bin/python -m compileall -q appliance

FROM ${PYTHON_IMAGE} AS build-engine
ARG ENGINE=cpu
ARG PIP_INDEX_URL
ARG PIP_CERT
# A folder of wheels: torch's CPU build may have to come that way.
ARG PIP_FIND_LINKS=/opt/kefu/deploy/offline/wheels
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /opt/kefu
COPY requirements-engine.lock requirements-engine-gpu.in requirements-dev.in ./
COPY deploy deploy
RUN set -eu; python3 -m venv .venv-engine; pip=.venv-engine/bin/pip; \
    if [ "$ENGINE" = gpu ]; then $pip install -r requirements-engine-gpu.in; else \
      torch=$(grep '^torch==' requirements-engine.lock); \
      $pip install --no-deps "$torch" || { \
        $pip install "$(grep '^uv==' requirements-dev.in)"; \
        .venv-engine/bin/uv pip install --python .venv-engine/bin/python --no-deps --torch-backend cpu "$torch"; }; \
      $pip install --no-deps -r requirements-engine.lock; fi

FROM ${PYTHON_IMAGE} AS base
RUN groupadd --gid 10001 kefu && useradd --uid 10001 --gid kefu --no-create-home --shell /usr/sbin/nologin kefu \
    && mkdir -p /data /shelf && chown kefu:kefu /data /shelf && chmod 0700 /data
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DO_NOT_TRACK=1 HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 \
    ORT_DISABLE_TELEMETRY=1 ANONYMIZED_TELEMETRY=False TOKENIZERS_PARALLELISM=false
WORKDIR /opt/kefu
USER kefu

FROM base AS engine
USER root
# vLLM's CPU build binds its threads with these.
RUN apt-get update -q && apt-get install -y -q --no-install-recommends libnuma1 libgomp1 && rm -rf /var/lib/apt/lists/*
USER kefu
COPY --from=build-engine /opt/kefu/.venv-engine .venv-engine
ENV VLLM_NO_USAGE_STATS=1 VLLM_DO_NOT_TRACK=1 VLLM_HOST_IP=127.0.0.1 VLLM_LOOPBACK_IP=127.0.0.1 VLLM_CPU_KVCACHE_SPACE=1 \
    VLLM_MAX_N_SEQUENCES=2 HOME=/tmp VLLM_CACHE_ROOT=/tmp/vllm
HEALTHCHECK --interval=10s --timeout=5s --start-period=300s --retries=5 \
    CMD [".venv-engine/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
ENTRYPOINT [".venv-engine/bin/python", "-m", "vllm.entrypoints.openai.api_server", "--host", "127.0.0.1", "--port", "8000"]

FROM base AS appliance
COPY --from=build-appliance /opt/kefu /opt/kefu
ENV PATH=/opt/kefu/.venv/bin:/usr/local/bin:/usr/bin:/bin DATA_DIR=/data MODEL_SHELF=/shelf HOST=0.0.0.0 PORT=8600 VISITORS_PORT=8601 HOME=/tmp
VOLUME ["/data", "/shelf"]
EXPOSE 8600 8601
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
CMD ["appliance", "serve"]
