import WickDomain
import WickStore

// What the service says of itself.
extension APIRouter {
    func service(_ route: Route, _ query: Substring?, _ state: ServedState) throws(Problem) -> APIResponse {
        _ = try QueryParameters(query, allowed: [])
        switch route {
        case .health: return APIResponse { $0.field("status", "alive") }
        case .readiness: return readiness(state)
        case .metrics:
            return APIResponse(contentType: PrometheusText.contentType, body: Array(metrics.text(state).utf8))
        case .openAPI: return APIResponse(body: OpenAPIDocument.bytes)
        case .instruments: return instruments(state)
        case .alerts:
            return APIResponse { json in
                json.array("data", state.alerts) { json, alert in json.object { $0.fields(of: alert) } }
            }
        case .status: return status(state)
        case .stream:
            throw Problem(
                .upgradeRequired, "/v1/stream is a WebSocket; ask for it on a connection of its own",
                headers: [
                    APIResponse.Header(name: "upgrade", value: "websocket"),
                    APIResponse.Header(name: "connection", value: "upgrade"),
                ])
        default: throw Problem(.notFound, "there is no '\(route.rawValue)'")
        }
    }

    private func readiness(_ state: ServedState) -> APIResponse {
        let readiness = Readiness(state)
        return APIResponse(status: readiness.isReady ? 200 : 503) { json in
            json.field("status", readiness.isReady ? "ready" : "not ready")
            json.array("missing", readiness.missing) { $0.element($1) }
        }
    }

    private func instruments(_ state: ServedState) -> APIResponse {
        APIResponse { json in
            json.array("data", state.markets) { json, market in
                json.object { json in
                    json.fields(of: market.instrument)
                    let newest = market.open ?? market.closed
                    json.field("last_price", newest?.close.description)
                    json.field("last_minute", newest?.openTime)
                    json.field("last_closed_state", market.closed?.state.rawValue)
                    json.field("is_stale", state.isStale(market.instrument.venue))
                }
            }
        }
    }

    private func status(_ state: ServedState) -> APIResponse {
        let readiness = Readiness(state)
        return APIResponse { json in
            json.field("version", state.version)
            json.field("started_at", state.startTime)
            json.field("time", state.time)
            json.field("is_ready", readiness.isReady)
            json.array("missing", readiness.missing) { $0.element($1) }
            json.array("feeds", state.feeds) { json, feed in json.object { Self.write(feed, to: &$0) } }
            json.array("champions", state.champions) { json, champion in json.object { $0.fields(of: champion) } }
            if let news = state.news {
                json.object("news") { json in
                    json.field("live_feeds", news.liveFeeds)
                    json.field("feeds", news.feeds)
                    json.field("scorer", news.scorer)
                    json.field("is_fallback", news.isFallback)
                }
            } else {
                json.field("news", json: "null")
            }
            json.object("store") { Self.write(state.store, to: &$0) }
            json.object("counts") { Self.write(state.counts, state.store, to: &$0) }
        }
    }

    private static func write(_ feed: ServedState.Feed, to json: inout JSONWriter) {
        json.field("venue", feed.connection.venue.rawValue)
        json.field("state", JSONWriter.word(for: feed.connection.state))
        json.field("is_stale", !feed.isLive)
        json.field("last_received", feed.connection.lastReceived)
        json.field("latency_us", feed.connection.latency?.microseconds)
        json.field("frames", feed.frames)
        json.field("trades", feed.trades)
        json.field("malformed", feed.malformed)
        json.field("connections", feed.connections)
        json.field("missing_trades", feed.missing)
    }

    private static func write(_ store: ServedState.StoreState, to json: inout JSONWriter) {
        json.field("takes_rows", store.failure == nil)
        json.field("failure", store.failure)
        json.field("waiting_rows", store.waitingRows)
        json.field("waiting_bytes", store.waitingBytes)
        json.array("lost", store.lost.listed) { json, entry in
            json.object { json in
                json.field("kind", entry.kind.rawValue)
                json.field("count", entry.count)
            }
        }
        json.array("refused", store.refused) { json, entry in
            json.object { json in
                json.field("kind", entry.kind.rawValue)
                json.field("reason", entry.reason)
                json.field("count", entry.count)
                json.field("example", entry.example)
            }
        }
    }

    private static func write(
        _ counts: ServedState.Counts, _ store: ServedState.StoreState, to json: inout JSONWriter
    ) {
        json.field("gaps", counts.gaps)
        json.field("candles", counts.candles)
        json.field("predictions", counts.predictions)
        json.field("outcomes", counts.outcomes)
        json.field("headlines", counts.headlines)
        json.field("waiting_rows", store.waitingRows)
        json.field("waiting_bytes", counts.waitingBytes)
        json.field("store_failures", counts.storeFailures)
    }
}
