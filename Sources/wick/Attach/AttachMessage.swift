import WickDomain

/// One message of a service's stream, as a change of what is shown.
struct AttachMessage {
    private(set) var closed: [Candle] = []
    private(set) var open: [Candle] = []
    private(set) var predictions: [Prediction] = []
    private(set) var outcomes: [Outcome] = []
    /// Whether it is what there was at the start, which the history tells as well.
    let isSnapshot: Bool
    /// The place in the service's sequence of events; nil where a message has none.
    let sequence: UInt64?
    /// Which sequence that is: a service that starts again begins anew. Named once a subscription.
    let run: String?
    /// Whether events are missing before this one.
    let isLoss: Bool

    private struct Envelope: Decodable {
        let type: String
        let channel: String?
        let sequence: UInt64?
        let run: String?
    }

    private struct Change<Row: Decodable>: Decodable { let data: Row }

    /// Channels and kinds of messages that a newer service has are passed over.
    init(_ bytes: [UInt8]) throws(AttachClient.Failure) {
        let envelope = try AttachClient.decode(Envelope.self, bytes, Self.path)
        isSnapshot = envelope.type == "snapshot"
        isLoss = envelope.type == "lost"
        (sequence, run) = (envelope.sequence, envelope.run)
        guard isSnapshot || envelope.type == "change" else { return }
        switch envelope.channel {
        case "candles":
            let candles = try rows(CandleRow.self, bytes).compactMap(\.value)
            open = candles.filter { $0.state == .open }
            closed = candles.filter { $0.state != .open }
        case "predictions": predictions = try rows(PredictionRow.self, bytes).compactMap(\.value)
        case "outcomes":
            outcomes = try rows(OutcomeRow.self, bytes).compactMap { row in
                row.predictionId.flatMap { row.value(of: $0) }
            }
        default: break
        }
    }

    /// Leaves out predictions that were there already, and notes the others.
    mutating func dropPredictions(knownIn known: inout Set<String>) {
        guard !isSnapshot else { return }
        predictions.removeAll { !known.insert($0.id).inserted }
    }

    private static let path = "/v1/stream"

    private func rows<Row: Decodable>(_ type: Row.Type, _ bytes: [UInt8]) throws(AttachClient.Failure) -> [Row] {
        if isSnapshot { return try AttachClient.decode(Change<[Row]>.self, bytes, Self.path).data }
        return [try AttachClient.decode(Change<Row>.self, bytes, Self.path).data]
    }
}
