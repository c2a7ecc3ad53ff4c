public import WickDomain

import FoundationEssentials

/// The payload of a `gap` frame: an interval in which nobody watched.
/// `{"from":"2026-07-07T23:00:03Z","reason":"recorder restarted","to":"2026-07-07T23:05:00Z"}`
public struct GapNote: Equatable, Sendable, Codable {
    /// When the last frame before it came, and when frames could come again; by our clock.
    public let from: Timestamp
    public let to: Timestamp
    public let reason: String
    /// Nil where all venues are meant.
    public let venue: Venue?
    /// Nil where all of the venue's instruments are meant. One that is refused is not watched for a while to come.
    public let symbol: Symbol?

    public init(from: Timestamp, to: Timestamp, reason: String, venue: Venue? = nil, symbol: Symbol? = nil) {
        precondition(symbol == nil || venue != nil, "a symbol means nothing without its venue")
        self.from = from
        self.to = to
        self.reason = reason
        self.venue = venue
        self.symbol = symbol
    }

    /// Whether it is about this instrument.
    public func concerns(_ instrument: Instrument) -> Bool {
        (venue ?? instrument.venue) == instrument.venue && (symbol ?? instrument.symbol) == instrument.symbol
    }

    private enum CodingKeys: String, CodingKey { case from, to, reason, venue, symbol }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        from = try Self.time(values, .from)
        to = try Self.time(values, .to)
        reason = try values.decode(String.self, forKey: .reason)
        // A venue of a newer wick is no reason to lose the gap.
        venue = try values.decodeIfPresent(String.self, forKey: .venue).flatMap(Venue.init(rawValue:))
        // Nor is a symbol that is none: the gap then counts for the whole venue, which says too little rather than too much.
        symbol =
            venue == nil ? nil : try values.decodeIfPresent(String.self, forKey: .symbol).flatMap { try? Symbol($0) }
    }

    private static func time(_ values: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys) throws -> Timestamp {
        do {
            return try Timestamp(iso8601: try values.decode(String.self, forKey: key))
        } catch let error as DomainError {
            throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: "\(error)")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(from.description, forKey: .from)
        try values.encode(to.description, forKey: .to)
        try values.encode(reason, forKey: .reason)
        try values.encodeIfPresent(venue?.rawValue, forKey: .venue)
        try values.encodeIfPresent(symbol?.description, forKey: .symbol)
    }

    /// Reads a payload; nil where it is no such note.
    public init?(payload: some Sequence<UInt8>) {
        // What is wrong with it does not matter: a gap that cannot be read is counted as a malformed frame.
        guard let note = try? JSONDecoder().decode(GapNote.self, from: Data(payload)) else { return nil }
        self = note
    }

    /// One line of JSON, keys in alphabetical order.
    public var payload: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("texts are always encodable") }
        return Array(data)
    }
}
