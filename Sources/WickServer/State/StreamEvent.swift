public import WickDomain

/// What subscribers are told.
public struct StreamEvent: Sendable {
    /// What an event is about.
    public enum Channel: String, CaseIterable, Sendable {
        case predictions
        case candles
        case outcomes
        case alerts
        /// Whether a venue's data is of the present; told to everybody who subscribes to anything.
        case feeds

        /// Those that can be asked for.
        static let subscribable = allCases.filter { $0 != .feeds }
    }

    public let channel: Channel
    /// Nil for alerts, which concern everybody.
    public let instrument: Instrument?
    /// An object.
    let json: [UInt8]

    public static func prediction(_ served: ServedPrediction) -> StreamEvent {
        StreamEvent(channel: .predictions, instrument: served.prediction.instrument, json: served.json)
    }

    public static func candle(_ candle: Candle) -> StreamEvent {
        event(.candles, candle.instrument) { $0.fields(of: candle) }
    }

    public static func outcome(_ served: ServedOutcome) -> StreamEvent {
        event(.outcomes, served.prediction.instrument) { $0.fields(of: served.outcome, served.prediction) }
    }

    public static func alert(_ alert: Snapshot.Alert) -> StreamEvent {
        event(.alerts, nil) { $0.fields(of: alert) }
    }

    public static func feed(_ feed: ServedState.Feed) -> StreamEvent {
        event(.feeds, nil) { $0.fields(of: feed) }
    }

    private static func event(
        _ channel: Channel, _ instrument: Instrument?, _ fields: (inout JSONWriter) -> Void
    ) -> StreamEvent {
        var writer = JSONWriter()
        writer.object(fields)
        return StreamEvent(channel: channel, instrument: instrument, json: writer.bytes)
    }

    /// The message as it is sent.
    func message(sequence: UInt64) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            json.field("type", "change")
            json.field("channel", channel.rawValue)
            json.field("sequence", sequence)
            json.field("data", json: self.json)
        }
        return writer.bytes
    }
}
