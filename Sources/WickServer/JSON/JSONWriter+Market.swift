import WickDomain

// The forms of what the market does. Prices and volumes are decimal strings; keys are those of the exports.
extension JSONWriter {
    mutating func field(_ key: String, _ time: Timestamp?) { field(key, time.map(\.description)) }

    /// The fields that every row of an instrument has.
    mutating func fields(of instrument: Instrument) {
        field("venue", instrument.venue.rawValue)
        field("symbol", instrument.symbol.description)
    }

    mutating func fields(of candle: Candle) {
        fields(of: candle.instrument)
        field("timeframe", candle.timeframe.rawValue)
        field("open_time", candle.openTime)
        field("open", candle.open.description)
        field("high", candle.high.description)
        field("low", candle.low.description)
        field("close", candle.close.description)
        field("volume", candle.volume.description)
        field("buy_volume", candle.buyVolume.map(\.description))
        field("notional", candle.notional.map(\.description))
        field("trades", candle.tradeCount)
        field("first_id", candle.identifiers?.first)
        field("last_id", candle.identifiers?.last)
        field("state", candle.state.rawValue)
        // What an `incomplete` or `outage` minute must not hide.
        field("is_whole", candle.state.isWhole)
        field("known_at", candle.knownTime)
    }

    mutating func fields(of vector: FeatureVector, names: [String], schema: String) {
        fields(of: vector.instrument)
        field("open_time", vector.openTime)
        field("known_at", vector.knownTime)
        field("schema", schema)
        object("values") { json in
            for (name, value) in zip(names, vector.values) { json.field(name, value) }
        }
    }

    mutating func fields(of headline: Headline, score: SentimentScore?) {
        field("id", headline.id)
        field("version", headline.version)
        field("source", headline.source)
        field("seen_at", headline.seenTime)
        field("published_at", headline.publishedTime)
        field("title", headline.title)
        field("url", headline.url)
        guard let score else { return field("score", json: "null") }
        object("score") { json in
            json.field("asset", score.subject.rawValue)
            json.field("sentiment", score.sentiment)
            json.field("confidence", score.confidence)
            json.field("scorer", score.scorer)
            json.field("model", score.model)
            json.field("scored_at", score.scoredTime)
        }
    }

    /// Why a feed is as it is, in one word.
    static func word(for state: Snapshot.Feed.State) -> String {
        switch state {
        case .connecting: "connecting"
        case .live: "live"
        case .stale: "stale"
        case .reconnecting: "reconnecting"
        case .repairing: "repairing"
        case .replayed: "replayed"
        case .stopped: "stopped"
        }
    }

    mutating func fields(of feed: ServedState.Feed) {
        field("venue", feed.connection.venue.rawValue)
        field("feed", Self.word(for: feed.connection.state))
        field("last_received", feed.connection.lastReceived)
        field("is_stale", !feed.isLive)
    }

    /// Whether what a venue's rows say of the present can be trusted.
    mutating func freshness(_ state: ServedState, of venues: [Venue]) {
        array("freshness", venues) { json, venue in
            json.object { json in
                let feed = state.feed(of: venue)
                json.field("venue", venue.rawValue)
                json.field("feed", feed.map { Self.word(for: $0.connection.state) })
                json.field("last_received", feed?.connection.lastReceived)
                json.field("is_stale", state.isStale(venue))
            }
        }
    }
}
