import WickDomain
import WickVenues

/// What the program can be told in its configuration, with the defaults; every value is checked when it is read.
struct Configuration: Equatable {
    /// One venue: `[venues.kraken]` and so on.
    struct VenueSettings: Equatable {
        var isEnabled: Bool
        /// By the venue's own names.
        var symbols: [Symbol]
        var websocket: String
        var rest: String
        /// Path of a PEM file with certificate authorities that are trusted for this venue besides the system's.
        var certificateAuthority: String?
    }

    var venues: [Venue: VenueSettings]
    /// Where recordings go; nil means `wick` in the user's data folder.
    var recordingFolder: String?
    /// The database; nil means `wick.db` in the user's data folder.
    var storePath: String?
    /// For how many days rows are kept; 0 is for ever.
    var keptCandleDays = 0
    var keptFeatureDays = 0
    var keptHeadlineDays = 0
    var keptPredictionDays = 0
    /// A recording that grows beyond this is continued in a new file.
    var rotationMiB = 512
    /// The longest gap that is closed on start from the venues' REST interfaces.
    var repairLimitHours = 24
    /// For all connections; nil connects directly.
    var proxy: String?

    init() {
        venues = [
            .kraken: Self.settings(.kraken, isEnabled: true, "BTC/USD", "ETH/USD"),
            .binance: Self.settings(.binance, isEnabled: true, "BTCUSDT", "ETHUSDT"),
            .coinbase: Self.settings(.coinbase, isEnabled: false, "BTC-USD", "ETH-USD"),
        ]
    }

    private static func settings(_ venue: Venue, isEnabled: Bool, _ names: String...) -> VenueSettings {
        guard let endpoint = VenueEndpoint(venue) else { preconditionFailure("\(venue) has no public address") }
        return VenueSettings(
            isEnabled: isEnabled, symbols: symbols(names), websocket: endpoint.websocket, rest: endpoint.rest)
    }

    private static func symbols(_ names: [String]) -> [Symbol] {
        names.map { name in
            guard let symbol = try? Symbol(name) else { preconditionFailure("a default that is no symbol: \(name)") }
            return symbol
        }
    }
}
