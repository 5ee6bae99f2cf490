# The functions without Lambda: what is posted, what a store's webhook tells, what a queue holds. From this folder,
# once `npm ci` has built the page:
#   docker build --tag digitdrop .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges --stop-timeout 75 \
#     --publish 3000:3000 --env-file store.env digitdrop
# docs/other-stores.md says what store.env holds. Other commands run the same way: docker run … digitdrop sweep s3://…
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /opt/digitdrop
# Before the sources, which change more often.
COPY package.json package-lock.json .npmrc ./
# Of this platform only: onnxruntime's package carries the machine code of all of them. Node is in the image already,
# and TypeScript only another package's optional peer.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && rm -rf node_modules/node-linux-* node_modules/.bin node_modules/typescript node_modules/@typescript \
    && find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d \
        ! -path "*/linux/$(node --print process.arch)" -exec rm -r {} +

FROM node:24.21.0-bookworm-slim
# What is published of the port is said when the container is run. The SDK asks for a home: its user has none else.
ENV NODE_ENV=production \
    HOME=/opt/digitdrop \
    HOST=0.0.0.0 \
    PORT=3000
WORKDIR /opt/digitdrop
COPY --from=packages /opt/digitdrop/node_modules node_modules
COPY package.json ./
COPY models/manifest.json models/digit.onnx models/number.onnx models/
COPY bin bin
COPY functions functions
COPY lib lib
# The page, as `npm ci` (or `npm run build`) left it.
COPY web/dist web/dist
# Nobody's: it writes no files, and owns none.
USER 10001:10001
EXPOSE 3000
STOPSIGNAL SIGTERM
# Unhealthy as long as the store does not answer.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/v1/health`).then(a => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/digitdrop.ts"]
CMD ["serve", "--store"]
