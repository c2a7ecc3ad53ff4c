public import WickDomain
public import WickFrames

/// What one model forecasts: an instrument's return over one horizon. Each has its champion and its challenger of its
/// own.
public struct ForecastTarget: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let instrument: Instrument
    public let horizon: Duration

    /// Longer ones are no matter of minutes.
    public static let longestHorizon: Duration = .seconds(86_400)

    /// - Parameter horizon: whole minutes, from one to a day.
    public init(instrument: Instrument, horizon: Duration = .seconds(300)) {
        precondition(
            horizon >= .seconds(60) && horizon <= Self.longestHorizon && horizon.microseconds % 60_000_000 == 0,
            "a horizon is a whole number of minutes, up to a day")
        self.instrument = instrument
        self.horizon = horizon
    }

    /// "kraken BTC/USD 5m".
    public var description: String { "\(instrument) \(horizonMinutes)m" }

    public var horizonMinutes: Int { Int(horizon.microseconds / 60_000_000) }

    /// The name in the registry of the version that predicts.
    public var championAlias: String { "champion \(self)" }
    /// The name of the newest version that was not promoted.
    public var challengerAlias: String { "challenger \(self)" }

    public static func < (left: ForecastTarget, right: ForecastTarget) -> Bool {
        left.instrument != right.instrument ? left.instrument < right.instrument : left.horizon < right.horizon
    }

    /// The same from every run, so that a prediction that is made twice is stored once:
    /// "kraken:BTC/USD:1783382700:300", with the made-at time in seconds since 1970 and the horizon in seconds.
    func predictionID(madeAt: Timestamp) -> String {
        "\(instrument.venue):\(instrument.symbol):\(madeAt.microseconds / 1_000_000):\(horizonMinutes * 60)"
    }
}

extension ChampionNote {
    public var target: ForecastTarget { ForecastTarget(instrument: instrument, horizon: horizon) }
}

/// A change of champion and the moment from which on it holds.
public struct ChampionChange: Equatable, Sendable {
    public let champion: ChampionNote
    public let knownTime: Timestamp

    public init(champion: ChampionNote, knownTime: Timestamp) {
        self.champion = champion
        self.knownTime = knownTime
    }
}
