public import WickDomain

/// What one frame turned out to be. Trades themselves go to the caller's array.
public enum DecodedFrame: Equatable, Sendable {
    /// This many trades were appended; a snapshot repeats what may be known already.
    case trades(count: Int, isSnapshot: Bool)
    case control(ControlEvent)
    /// A message that wick has no use for, such as an order book, named by its channel.
    case ignored(channel: String)

    /// Whether a channel of this name holds trades, so that passing over it is a loss that must be told: "matches",
    /// "trade", "aggTrade".
    public static func holdsTrades(channel: String) -> Bool {
        let name = Array(channel.utf8).map { $0 | 0x20 }
        return name.firstRange(of: Array("trade".utf8)) != nil || name.firstRange(of: Array("match".utf8)) != nil
    }
}

/// What a venue says besides trades. Texts from outside are cut to printable ASCII, but for symbols.
public enum ControlEvent: Equatable, Sendable {
    /// The venue accepted a subscription; where it does not say which, the lists are empty.
    case acknowledged(channels: [String], symbols: [String], request: UInt64?)
    case refused(symbol: String?, reason: String, request: UInt64?)
    case heartbeat
    case pong(request: UInt64?)
    /// The venue's own state, e.g. "online" or "maintenance".
    case status(String)
    /// The venue will close this connection soon.
    case shutdownNotice
    case error(reason: String)
}

/// Why a frame is not what its venue documents. Retrying cannot help; the stream goes on.
public enum DecodingError: Error, Equatable, CustomStringConvertible {
    /// Not a JSON object, or broken off.
    case notJSON(venue: Venue, reason: String, excerpt: String)
    case missingField(venue: Venue, record: String, field: String)
    /// The reason has the value in it.
    case badField(venue: Venue, record: String, field: String, reason: String)
    /// The venue answered a request with an error of its own; the words are the venue's.
    case refused(venue: Venue, reason: String)

    public var description: String {
        switch self {
        case .notJSON(let venue, let reason, let excerpt): "decoding a \(venue) frame: \(reason), in '\(excerpt)'"
        case .missingField(let venue, let record, let field): "decoding a \(venue) \(record): \(field) is missing"
        case .badField(let venue, let record, let field, let reason):
            "decoding a \(venue) \(record): \(field) \(reason)"
        case .refused(let venue, let reason): "asking \(venue): it answered '\(reason)'"
        }
    }
}

/// Turns one venue's socket frames into trades and control events. No I/O, no clock: the same frames give the same
/// result.
public protocol VenueDecoder {
    /// Decodes one frame.
    ///
    /// Order of keys does not matter, unknown fields are passed over, and of a repeated key the first counts.
    ///
    /// - Parameters:
    ///   - frame: the payload as it came, at most `Frame.maximumPayloadBytes`.
    ///   - receivedTime: becomes the known time of the trades.
    ///   - trades: trades are appended, in the order in which the frame has them.
    /// - Throws: the first thing that is wrong with the frame. Sound trades in the same frame are appended all the
    ///   same.
    mutating func decode(
        _ frame: UnsafeRawBufferPointer, receivedTime: Timestamp, into trades: inout [Trade]
    ) throws(DecodingError) -> DecodedFrame
}
