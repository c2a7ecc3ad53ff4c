import FoundationEssentials
public import WickDomain
import WickFrames

/// The payload of a `rest:` frame: what a venue answered to one request for trades, with all that a replay needs to use
/// it.
///
///     {"body":"{\"error\":[],\"result\":{…}}","firstID":1234567,"from":"2026-03-02T00:00:00Z","lastID":1235566,
///     "request":"/0/public/Trades?pair=XBTUSD&since=1772409599999999999&count=1000","status":200,"symbol":"BTC/USD"}
public struct RestAnswer: Codable, Equatable, Sendable {
    /// Path and query; without the host, which may be a private one.
    public let request: String
    /// The instrument's name on the venue's socket, which a body need not have.
    public let symbol: String
    public let status: Int
    /// The unit of integer times in the body, where the venue offers several.
    public let timeUnit: String?
    /// Trades before this moment are not meant, and from it on the body's are complete; ISO 8601.
    public let from: String?
    /// What the body does not have of these ids does not exist.
    public let firstID: UInt64?
    public let lastID: UInt64?
    /// All trades between these moments are in this body, in those before it, or were known before; ISO 8601.
    public let listedFrom: String?
    public let listedUntil: String?
    /// As it came; bytes that are not UTF-8 are replaced.
    public let body: String

    public init(
        request: String, symbol: Symbol, status: Int, timeUnit: TimeUnit? = nil, from: Timestamp? = nil,
        completeIDs: ClosedRange<UInt64>? = nil, listed: Range<Timestamp>? = nil, body: String
    ) {
        self.request = request
        self.symbol = symbol.description
        self.status = status
        self.timeUnit = timeUnit?.rawValue
        self.from = from?.description
        firstID = completeIDs?.lowerBound
        lastID = completeIDs?.upperBound
        listedFrom = listed?.lowerBound.description
        listedUntil = listed?.upperBound.description
        self.body = body
    }

    /// Reads a payload; nil where it is no such answer.
    public init?(payload: UnsafeRawBufferPointer) {
        // What is wrong with it does not matter: it is counted as a malformed frame.
        guard let answer = try? JSONDecoder().decode(RestAnswer.self, from: Data(payload)) else { return nil }
        self = answer
    }

    /// One line of JSON, keys in alphabetical order.
    public var payload: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("texts are always encodable") }
        return Array(data)
    }

    /// Nil without both ends, or with ends that are no range.
    public var completeIDs: ClosedRange<UInt64>? {
        guard let firstID, let lastID, firstID <= lastID else { return nil }
        return firstID...lastID
    }

    /// Nil where it is absent or no time.
    public var fromTime: Timestamp? { Self.time(from) }

    /// Nil without both ends, or with ends that are no range.
    public var listed: Range<Timestamp>? {
        guard let from = Self.time(listedFrom), let until = Self.time(listedUntil), from < until else { return nil }
        return from..<until
    }

    /// What is no time says nothing, as if it were absent.
    private static func time(_ text: String?) -> Timestamp? { text.flatMap { try? Timestamp(iso8601: $0) } }
}
