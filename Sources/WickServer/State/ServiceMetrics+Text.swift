import WickDomain
import WickStore

// What /metrics says, family by family.
extension ServiceMetrics {
    func text(_ state: ServedState) -> String {
        var text = PrometheusText()
        service(state, &text)
        feeds(state, &text)
        counts(state, &text)
        models(state, &text)
        requests(&text)
        return text.text
    }

    private func service(_ state: ServedState, _ text: inout PrometheusText) {
        text.family("wick_build_info", .gauge, "The running version.", [(["version": state.version], 1)])
        text.single(
            "wick_start_time_seconds", .gauge, "When the service started, in seconds since 1970.",
            Double(state.startTime.microseconds) / 1e6)
        text.single(
            "wick_clock_lead_seconds", .gauge, "How far the machine's clock is ahead of the run's time.",
            state.clockLead.seconds)
        text.single(
            "wick_ready", .gauge, "1 where /readyz says yes.", Readiness(state).isReady ? 1 : 0)
        if let news = state.news {
            text.single(
                "wick_news_feeds_live", .gauge, "News feeds whose last answer was good.", Double(news.liveFeeds))
            text.single("wick_news_feeds", .gauge, "News feeds that are polled.", Double(news.feeds))
        }
    }

    private func feeds(_ state: ServedState, _ text: inout PrometheusText) {
        func rows(_ value: (ServedState.Feed) -> Double?) -> [(labels: PrometheusText.Labels, value: Double)] {
            state.feeds.compactMap { feed in value(feed).map { (["venue": feed.connection.venue.rawValue], $0) } }
        }
        text.family("wick_feed_live", .gauge, "1 while a venue's feed is live.", rows { $0.isLive ? 1 : 0 })
        text.family(
            "wick_feed_age_seconds", .gauge, "Since a venue last said anything.",
            rows { feed in feed.connection.lastReceived.map { max(0, (state.time - $0).seconds) } })
        text.family(
            "wick_feed_latency_seconds", .gauge, "Median time from the venue to us.",
            rows { $0.connection.latency?.seconds })
        text.family("wick_feed_frames_total", .counter, "Frames received.", rows { Double($0.frames) })
        text.family("wick_feed_trades_total", .counter, "Trades received.", rows { Double($0.trades) })
        text.family(
            "wick_feed_malformed_total", .counter, "Frames that are not what the venue documents.",
            rows { Double($0.malformed) })
        text.family(
            "wick_feed_implausible_trades_total", .counter,
            "Trades set aside because they were stamped too far ahead of when they came.",
            rows { Double($0.implausible) })
        text.family("wick_feed_connections_total", .counter, "Connections opened.", rows { Double($0.connections) })
        text.family(
            "wick_feed_missing_trades", .gauge, "Trade ids known to be missing and asked for.",
            rows { Double($0.missing) })
    }

    private func counts(_ state: ServedState, _ text: inout PrometheusText) {
        let counts = state.counts
        text.single(
            "wick_gaps", .gauge, "Intervals not watched, and holes in the trade ids, since the start.",
            Double(counts.gaps))
        text.single("wick_candles_total", .counter, "Versions of closed minutes.", Double(counts.candles))
        text.single("wick_predictions_total", .counter, "Predictions made.", Double(counts.predictions))
        text.single("wick_outcomes_total", .counter, "Predictions that have an outcome.", Double(counts.outcomes))
        text.single("wick_headlines_total", .counter, "Headlines seen.", Double(counts.headlines))
        text.family(
            "wick_queue_depth", .gauge,
            "What waits: rows for the store and their bytes, bytes of frames for the pipeline.",
            [
                (["queue": "store_rows"], Double(state.store.waitingRows)),
                (["queue": "store_bytes"], Double(state.store.waitingBytes)),
                (["queue": "frame_bytes"], Double(counts.waitingBytes)),
            ])
        text.single(
            "wick_store_failures_total", .counter, "Times that the store began to refuse rows.",
            Double(counts.storeFailures))
        store(state.store, &text)
        text.single(
            "wick_alerts", .gauge, "Alerts that fire and are not muted.",
            Double(state.alerts.count { $0.state == .firing && !$0.isMuted }))
    }

    private func store(_ store: ServedState.StoreState, _ text: inout PrometheusText) {
        text.single(
            "wick_store_takes_rows", .gauge, "0 while the store takes no rows: full, locked, broken.",
            store.failure == nil ? 1 : 0)
        text.family(
            "wick_store_lost_rows_total", .counter, "Rows for which there was no room while the store took none.",
            RowKind.allCases.map { (["kind": $0.rawValue], Double(store.lost[$0])) })
        var refused = RowCounts()
        for entry in store.refused { refused[entry.kind] += entry.count }
        text.family(
            "wick_store_refused_rows_total", .counter, "Rows that can never be stored, set aside in refused_row.",
            RowKind.allCases.map { (["kind": $0.rawValue], Double(refused[$0])) })
    }

    private func models(_ state: ServedState, _ text: inout PrometheusText) {
        text.family(
            "wick_model_version", .gauge, "Version of the champion.",
            state.champions.map { champion in
                (
                    [
                        "venue": champion.instrument.venue.rawValue, "symbol": champion.instrument.symbol.description,
                        "horizon_seconds": "\(champion.horizon.components.seconds)",
                    ], Double(champion.version)
                )
            })
        func rows(_ value: (Snapshot.ErrorWindow) -> Double) -> [(labels: PrometheusText.Labels, value: Double)] {
            state.errors.map { window in
                (
                    [
                        "venue": window.instrument.venue.rawValue, "symbol": window.instrument.symbol.description,
                        "window": window.name,
                    ], value(window)
                )
            }
        }
        text.family("wick_rolling_mae", .gauge, "Mean absolute error of log returns.", rows(\.error))
        text.family(
            "wick_rolling_mae_persistence", .gauge, "The same of predicting no change.", rows(\.persistenceError))
        text.family("wick_rolling_skill", .gauge, "1 - mae / mae of persistence.", rows(\.skill.value))
        text.family(
            "wick_rolling_coverage", .gauge, "Part of the outcomes inside their interval.", rows(\.coverage))
        text.family("wick_rolling_outcomes", .gauge, "Scored predictions in the window.", rows { Double($0.count) })
        text.single(
            "wick_drifted_features", .gauge, "Features that have moved from what champions were trained on.",
            Double(state.drift.count { $0.level == .drifted }))
        text.single(
            "wick_drift_index_max", .gauge, "Largest population stability index.",
            state.drift.map(\.index).max() ?? 0)
        text.single(
            "wick_training_running", .gauge, "1 while a model is trained.",
            state.training?.state == .running ? 1 : 0)
    }

    private func requests(_ text: inout PrometheusText) {
        let values = values
        text.histograms(
            "wick_trade_to_candle_seconds", "From the frame that closed a minute to its candle.",
            [([:], values.tradeToCandle)])
        text.histograms(
            "wick_close_to_prediction_seconds", "From a close becoming known to its prediction lying in the store.",
            [([:], values.closeToPrediction)])
        text.histograms(
            "wick_http_request_seconds", "From a whole request to its answer.",
            values.requestSeconds.sorted { $0.key < $1.key }.map { (["route": $0.key], $0.value) })
        text.family(
            "wick_http_requests_total", .counter, "Requests answered.",
            values.requests.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }.map {
                (["route": $0.key.route, "status": "\($0.key.status)"], Double($0.value))
            })
        text.single("wick_http_connections", .gauge, "Open connections.", Double(values.connections))
        text.single(
            "wick_http_refused_connections_total", .counter, "Connections beyond the limit.",
            Double(values.events[.connections] ?? 0))
        text.family(
            "wick_http_ended_connections_total", .counter,
            "Connections ended because what waited for them grew too large (unread) or was not taken (stalled), or "
                + "because too many messages and pings came.",
            ServerEvent.Kind.endings.map { (["reason": $0.rawValue], Double(values.events[$0] ?? 0)) })
        text.single(
            "wick_http_accept_pauses_total", .counter, "Times that the system had no descriptor for a connection.",
            Double(values.events[.descriptors] ?? 0))
        text.single(
            "wick_http_rate_limited_total", .counter, "Requests beyond an address's rate.", Double(values.rateLimited))
        text.single("wick_stream_subscribers", .gauge, "Open WebSocket streams.", Double(values.streams))
        text.single(
            "wick_stream_messages_total", .counter, "Messages written to streams.", Double(values.streamMessages))
    }
}
