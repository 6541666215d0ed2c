# Build: compiles TypeScript and, where it can, the optional vector index.
FROM node:24-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
COPY src ./src
COPY channels ./channels
COPY knowledge ./knowledge
COPY flows ./flows
# The build reads, checks and compiles the content too, so that no start has to.
RUN npm ci && npm prune --omit=dev --ignore-scripts

# Run: no compiler, no shell tools beyond the base, not root.
FROM node:24-bookworm-slim
# Few pools of memory for many threads: some 20 MiB less.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3978 DATA_DIR=/data MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY src/console/page ./src/console/page
COPY channels/web/page ./channels/web/page
COPY knowledge ./knowledge
COPY flows ./flows
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3978
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3978)+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=50", "dist/src/cli.js", "serve"]
