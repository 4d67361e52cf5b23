# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production PORT=3000 LAUREAT_DATA=/data
WORKDIR /app
RUN install --directory --owner=node --group=node /data
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY templates ./templates
COPY data ./data
COPY examples ./examples
COPY --from=build /app/dist ./dist
USER node
VOLUME /data
EXPOSE 3000
# Workers answer too: every role of the program tells on PORT how it is.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
