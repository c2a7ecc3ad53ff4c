public import WickDomain

/// The first line of a recording, `#wick 1 {json}`. All of it is optional but the version: `#wick 1 {}` is valid.
public struct RecordingHeader: Equatable, Sendable, Codable {
    /// The version of the format that this program writes and reads.
    public static let version = 1

    /// When the recording was begun, ISO 8601.
    public var created: String?
    /// Venue names, e.g. `["kraken"]`.
    public var venues: [String]?
    /// Instruments as "venue symbol", e.g. `["kraken BTC/USD"]`.
    public var instruments: [String]?
    /// Whether the trades were made up by the synthetic market. Shown wherever the recording is.
    public var synthetic: Bool?
    /// Per venue the unit of integer times in its frames, "ms" or "us" where the venue offers both (Binance).
    public var timeUnits: [String: String]?

    public init(
        created: Timestamp? = nil, venues: [Venue]? = nil, instruments: [Instrument]? = nil, synthetic: Bool? = nil,
        timeUnits: [String: String]? = nil
    ) {
        self.created = created?.description
        self.venues = venues?.map(\.rawValue)
        self.instruments = instruments?.map(\.description)
        self.synthetic = synthetic
        self.timeUnits = timeUnits
    }

    public var isSynthetic: Bool { synthetic ?? false }

    /// `created` as a time; nil where it is absent or no UTC time.
    public var createdTime: Timestamp? {
        // The field informs people; a reader needs nothing from it.
        created.flatMap { try? Timestamp(iso8601: $0) }
    }
}
