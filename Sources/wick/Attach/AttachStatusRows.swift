import WickDomain
import WickNews

struct StatusRow: Decodable {
    struct Feed: Decodable {
        let venue: String
        let state: String
        let lastReceived: String?
        let latencyUs: Int64?

        var value: Snapshot.Feed? {
            guard let venue = Venue(rawValue: venue) else { return nil }
            return Snapshot.Feed(
                venue: venue, state: Self.state(state),
                lastReceived: lastReceived.flatMap(AttachBounds.time),
                latency: latencyUs.map { .microseconds(min(max($0, 0), AttachBounds.largestLatency)) })
        }

        /// A reconnecting feed's next try is not told; the age says enough.
        private static func state(_ name: String) -> Snapshot.Feed.State {
            switch name {
            case "live": .live
            case "repairing": .repairing
            case "stale": .stale
            case "stopped": .stopped
            default: .connecting
            }
        }
    }

    struct News: Decodable {
        let liveFeeds: Int
        let feeds: Int
        let scorer: String
        let isFallback: Bool
    }

    struct Counts: Decodable { let gaps: Int }

    let version: String
    let time: String
    let feeds: [Feed]
    let news: News?
    let counts: Counts

    var newsState: Snapshot.NewsState? {
        news.map {
            Snapshot.NewsState(
                liveFeeds: AttachBounds.count($0.liveFeeds), feeds: AttachBounds.count($0.feeds),
                scorer: PlainText.line($0.scorer), isFallback: $0.isFallback)
        }
    }
}

struct ErrorsRow: Decodable {
    struct Window: Decodable {
        let venue: String
        let symbol: String
        let window: String
        let n: Int
        let mae: Double?
        let maePersistence: Double?
        let skill: Double?
        let hitRate: Double?
        let hitLow: Double?
        let hitHigh: Double?
        let coverage: Double?

        var value: Snapshot.ErrorWindow? {
            guard let instrument = InstrumentRow(venue: venue, symbol: symbol).value else { return nil }
            return Snapshot.ErrorWindow(
                instrument: instrument, name: PlainText.line(window), count: AttachBounds.count(n),
                error: AttachBounds.number(mae), persistenceError: AttachBounds.number(maePersistence),
                skill: .init(value: AttachBounds.number(skill), low: .nan, high: .nan),
                hitRate: .init(
                    value: AttachBounds.number(hitRate), low: AttachBounds.number(hitLow),
                    high: AttachBounds.number(hitHigh)),
                coverage: AttachBounds.number(coverage))
        }
    }

    struct Drift: Decodable {
        let feature: String
        let index: Double?
        let level: String

        var value: Snapshot.Drift {
            let level: Snapshot.Drift.Level =
                switch level {
                case "drifted": .drifted
                case "suspect": .suspect
                default: .stable
                }
            return Snapshot.Drift(feature: PlainText.line(feature), index: AttachBounds.number(index), level: level)
        }
    }

    let data: [Window]
    let drift: [Drift]
}

struct TrainingRow: Decodable {
    struct Run: Decodable {
        let startedAt: String
        let state: String
        let reason: String?
        let stage: String
        let fraction: Double
        let trainingLoss: [Double?]
        let validationLoss: [Double?]

        func value(version: Int) -> Snapshot.TrainingRun? {
            guard let start = AttachBounds.time(startedAt) else { return nil }
            let state: Snapshot.TrainingRun.State =
                switch self.state {
                case "running": .running
                case "finished": .finished
                case "cancelled": .cancelled
                default: .failed(PlainText.line(reason ?? "no reason was given"))
                }
            return Snapshot.TrainingRun(
                version: version, startTime: start, state: state, stage: PlainText.line(stage),
                fraction: min(1, max(0, fraction)), trainLoss: Self.losses(trainingLoss),
                validationLoss: Self.losses(validationLoss))
        }

        private static func losses(_ values: [Double?]) -> [Double] {
            values.prefix(AttachBounds.maximumRounds).map(AttachBounds.number)
        }
    }

    let training: Run?
}

struct ModelRow: Decodable {
    struct Parameters: Decodable {
        let venue: String?
        let symbol: String?
    }

    struct Metrics: Decodable {
        struct Evidence: Decodable {
            let maeChallenger: Double
            let maePersistence: Double
        }

        struct Decision: Decodable { let reason: String }

        let rows: Int?
        let evidence: Evidence?
        let decision: Decision?
    }

    let version: Int
    let roles: [String]
    let knownAt: String
    let parameters: Parameters
    let metrics: Metrics

    var value: Snapshot.ModelVersion? {
        guard let known = AttachBounds.time(knownAt), AttachBounds.versions.contains(version) else { return nil }
        let instrument = parameters.venue.flatMap { venue in
            parameters.symbol.flatMap { InstrumentRow(venue: venue, symbol: $0).value }
        }
        let role: Snapshot.ModelVersion.Role =
            roles.contains { $0.hasPrefix("champion ") }
            ? .champion : roles.contains { $0.hasPrefix("challenger ") } ? .challenger : .none
        return Snapshot.ModelVersion(
            version: version, instrument: instrument, role: role, trainedTime: known,
            rows: AttachBounds.count(metrics.rows), error: AttachBounds.number(metrics.evidence?.maeChallenger),
            persistenceError: AttachBounds.number(metrics.evidence?.maePersistence),
            verdict: PlainText.line(metrics.decision?.reason ?? ""))
    }
}

struct AlertRow: Decodable {
    let id: String?
    let time: String
    let ended: String?
    let rule: String
    let subject: String
    let text: String
    let state: String
    let muted: Bool
    let delivery: String
    let failure: String?

    /// Nil for what a newer service may tell.
    var value: Snapshot.Alert? {
        guard let time = AttachBounds.time(time), let state = Snapshot.Alert.State(rawValue: state) else {
            return nil
        }
        return Snapshot.Alert(
            id: PlainText.line(id ?? ""), rule: PlainText.line(rule), subject: PlainText.line(subject),
            text: PlainText.line(text), state: state, time: time,
            endedTime: ended.flatMap(AttachBounds.time), isMuted: muted, delivery: told)
    }

    private var told: Snapshot.Alert.Delivery {
        switch delivery {
        case "waiting": .waiting
        case "sent": .sent
        case "failed": .failed(PlainText.line(failure ?? ""))
        default: .none
        }
    }
}

/// Rows without pages.
struct RowList<Row: Decodable>: Decodable {
    let data: [Row]
}
