public import WickDomain

/// One minute as plain numbers; NaN where unknown.
public struct MinuteInput: Equatable, Sendable {
    public let open: Double
    public let high: Double
    public let low: Double
    public let close: Double
    public let volume: Double
    public let buyVolume: Double
    public let tradeCount: Double

    public init(
        open: Double, high: Double, low: Double, close: Double, volume: Double, buyVolume: Double, tradeCount: Double
    ) {
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.buyVolume = buyVolume
        self.tradeCount = tradeCount
    }

    /// A minute of which nothing is known.
    public static let unknown = MinuteInput(
        open: .nan, high: .nan, low: .nan, close: .nan, volume: .nan, buyVolume: .nan, tradeCount: .nan)

    /// What a candle tells. Nothing unless it is whole: a flat price in an outage is made up, and in an incomplete minute neither
    /// the range nor the close can be trusted.
    public init(_ candle: Candle) {
        switch candle.state {
        case .final, .repaired, .empty: self.init(whole: candle)
        case .open, .incomplete, .outage: self = .unknown
        }
    }

    private init(whole candle: Candle) {
        self.init(
            open: Self.number(candle.open), high: Self.number(candle.high), low: Self.number(candle.low),
            close: Self.number(candle.close), volume: Self.number(candle.volume),
            buyVolume: candle.buyVolume.map(Self.number) ?? .nan,
            tradeCount: candle.tradeCount.map(Double.init) ?? .nan)
    }

    // As `doubleValue`, which is generic and looks its divisor up anew each time.
    private static func number(_ price: Price) -> Double { Double(price.raw) / 1e9 }

    private static func number(_ volume: Volume) -> Double {
        (Int64(exactly: volume.raw).map(Double.init) ?? Double(volume.raw)) / 1e8
    }
}
