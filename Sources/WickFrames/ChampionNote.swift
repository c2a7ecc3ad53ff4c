public import WickDomain

/// A change of champion, as a recording tells it: which model predicts this instrument over this horizon from here on.
/// The bytes are not in the recording; a replay finds them by their digest.
public struct ChampionNote: Equatable, Sendable, Codable {
    public let instrument: Instrument
    public let horizon: Duration
    /// In the registry of the store that the recording was made beside.
    public let version: Int
    /// Of the model's bytes, in lower-case hexadecimal.
    public let sha256: String

    /// - Parameter horizon: whole minutes, above zero.
    public init(instrument: Instrument, horizon: Duration, version: Int, sha256: String) {
        self.instrument = instrument
        self.horizon = horizon
        self.version = version
        self.sha256 = sha256
    }

    private enum CodingKeys: String, CodingKey {
        case venue, symbol, version, sha256
        case horizonSeconds = "horizon_seconds"
    }

    private static let longestHorizonSeconds = 86_400

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard let venue = Venue(rawValue: try values.decode(String.self, forKey: .venue)) else {
            throw DecodingError.dataCorruptedError(forKey: .venue, in: values, debugDescription: "no venue of ours")
        }
        let symbol: Symbol
        do { symbol = try Symbol(try values.decode(String.self, forKey: .symbol)) } catch let error as DomainError {
            throw DecodingError.dataCorruptedError(forKey: .symbol, in: values, debugDescription: "\(error)")
        }
        let seconds = try values.decode(Int.self, forKey: .horizonSeconds)
        guard (60...Self.longestHorizonSeconds).contains(seconds), seconds.isMultiple(of: 60) else {
            throw DecodingError.dataCorruptedError(
                forKey: .horizonSeconds, in: values, debugDescription: "no whole number of minutes up to a day")
        }
        self.init(
            instrument: Instrument(venue: venue, symbol: symbol), horizon: .seconds(seconds),
            version: try values.decode(Int.self, forKey: .version),
            sha256: try values.decode(String.self, forKey: .sha256))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(instrument.venue.rawValue, forKey: .venue)
        try values.encode(instrument.symbol.description, forKey: .symbol)
        try values.encode(horizon.components.seconds, forKey: .horizonSeconds)
        try values.encode(version, forKey: .version)
        try values.encode(sha256, forKey: .sha256)
    }
}
