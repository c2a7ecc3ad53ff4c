import WickDomain

import FoundationEssentials

/// What a client's text asks of a venue, whichever venue's words it uses.
enum ClientRequest: Equatable, Sendable {
    /// One subscription or its end.
    struct Topic: Equatable, Sendable {
        enum Channel: Equatable, Sendable {
            case trades
            case aggregateTrades
            case heartbeats
            case other(String)
        }

        let channel: Channel
        /// As the client wrote it, e.g. "BTC/USD"; empty where the channel needs none.
        let name: String
        /// Nil for a name that is not listed.
        let asset: Asset?
    }

    case subscribe([Topic], snapshot: Bool, requestID: UInt64?)
    case unsubscribe([Topic], requestID: UInt64?)
    case ping(requestID: UInt64?)
    /// Not understood; the reason is in the venue's words.
    case malformed(reason: String, requestID: UInt64?)
}

enum ClientJSON {
    /// Longest text that is parsed; the longest sensible one has a few hundred bytes.
    static let maximumBytes = 64 << 10

    /// Nil for what is no JSON of this shape.
    static func decode<Value: Decodable>(_ type: Value.Type, from text: [UInt8]) -> Value? {
        guard text.count <= maximumBytes else { return nil }
        // What a client got wrong is answered, not analysed.
        return try? JSONDecoder().decode(type, from: Data(text))
    }
}
