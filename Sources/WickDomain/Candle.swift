/// What happened in one instrument during [openTime, openTime + timeframe), in event time; one immutable version.
public struct Candle: Equatable, Sendable {
    /// How far a candle can be trusted.
    public enum State: String, CaseIterable, Sendable {
        /// Still running.
        case open
        /// Closed, and every trade is in it.
        case final
        /// Closed before, and completed or corrected since.
        case repaired
        /// Trades are known, or must be feared, to be missing.
        case incomplete
        /// Nobody was watching: flat at the last close, volume 0, but trades may have happened.
        case outage
        /// Watched, and no trade: flat at the last close, volume 0.
        case empty

        /// Whether everything that happened in the minute is known.
        public var isWhole: Bool { self == .final || self == .repaired || self == .empty }
    }

    /// The first and the last trade id, in (event time, id) order.
    public struct TradeIdentifiers: Equatable, Sendable {
        public let first: UInt64
        public let last: UInt64

        public init(first: UInt64, last: UInt64) {
            self.first = first
            self.last = last
        }
    }

    // 160 bytes, in the order that leaves no gaps: optionals of 128 bits would make it 192, and weeks of minutes are held.
    public let openTime: Timestamp
    /// When this version became known, by our clock.
    public let knownTime: Timestamp
    public let open: Price
    public let high: Price
    public let low: Price
    public let close: Price
    public let volume: Volume
    private let buyVolumeOrZero: Volume
    private let notionalOrZero: Notional
    private let identifiersOrZero: TradeIdentifiers
    public let instrument: Instrument
    public let timeframe: Timeframe
    public let state: State
    private let told: Told
    private let tradeCountOrZero: Int

    /// Which of what a source may leave out it tells.
    private struct Told: OptionSet {
        let rawValue: UInt8

        static let buyVolume = Told(rawValue: 1)
        static let notional = Told(rawValue: 2)
        static let tradeCount = Told(rawValue: 4)
        static let identifiers = Told(rawValue: 8)
    }

    public init(
        instrument: Instrument, timeframe: Timeframe, openTime: Timestamp, open: Price, high: Price, low: Price,
        close: Price, volume: Volume, buyVolume: Volume?, notional: Notional?, tradeCount: Int?,
        identifiers: TradeIdentifiers?, state: State, knownTime: Timestamp
    ) {
        // What comes from outside is checked with `problem` before.
        precondition(
            low <= min(open, close) && high >= max(open, close), "a candle's range must hold its open and close")
        self.instrument = instrument
        self.timeframe = timeframe
        self.openTime = openTime
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.state = state
        self.knownTime = knownTime
        buyVolumeOrZero = buyVolume ?? .zero
        notionalOrZero = notional ?? .zero
        tradeCountOrZero = tradeCount ?? 0
        identifiersOrZero = identifiers ?? TradeIdentifiers(first: 0, last: 0)
        var told: Told = []
        if buyVolume != nil { told.insert(.buyVolume) }
        if notional != nil { told.insert(.notional) }
        if tradeCount != nil { told.insert(.tradeCount) }
        if identifiers != nil { told.insert(.identifiers) }
        self.told = told
    }

    /// The part of the volume in which the taker bought; nil where the source does not tell.
    public var buyVolume: Volume? { told.contains(.buyVolume) ? buyVolumeOrZero : nil }

    /// The sum of price times quantity; nil where the source does not tell, and where it is beyond 128 bits.
    public var notional: Notional? { told.contains(.notional) ? notionalOrZero : nil }

    /// Nil where the source does not tell.
    public var tradeCount: Int? { told.contains(.tradeCount) ? tradeCountOrZero : nil }

    /// Nil without trades, or where the source does not tell.
    public var identifiers: TradeIdentifiers? { told.contains(.identifiers) ? identifiersOrZero : nil }

    /// The same version, known at another moment.
    public func known(at time: Timestamp) -> Candle {
        Candle(
            instrument: instrument, timeframe: timeframe, openTime: openTime, open: open, high: high, low: low,
            close: close, volume: volume, buyVolume: buyVolume, notional: notional, tradeCount: tradeCount,
            identifiers: identifiers, state: state, knownTime: time)
    }

    /// Whether the trades are known and their notional is beyond what can be held: a reason for `notional` to be nil.
    public var isNotionalTooLarge: Bool { identifiers != nil && notional == nil }

    /// The first moment after the candle.
    public var closeTime: Timestamp { openTime + timeframe.duration }

    /// Whether a trade made it; without one its prices are the last close before it.
    public var hasTrades: Bool { volume.raw > 0 }
}

extension Candle {
    /// Why values from outside make no candle; nil where they do.
    ///
    /// Notionals and trade counts may be of any size: where their sums do not fit, a larger candle's are unknown.
    public static func problem(
        open: Price, high: Price, low: Price, close: Price, volume: Volume, buyVolume: Volume? = nil,
        notional: Notional? = nil, tradeCount: Int? = nil
    ) -> String? {
        guard low <= min(open, close), high >= max(open, close) else {
            return "its range (\(low) to \(high)) does not hold its open \(open) and close \(close)"
        }
        guard low >= .zero else { return "its low \(low) is below zero" }
        guard (Volume.zero...Volume.maximum).contains(volume) else {
            return "its volume \(volume) is not from 0 to \(Volume.maximum)"
        }
        if let buyVolume, !(Volume.zero...Volume.maximum).contains(buyVolume) {
            return "its bought volume \(buyVolume) is not from 0 to \(Volume.maximum)"
        }
        if let notional, notional < .zero { return "its notional \(notional) is below zero" }
        if let tradeCount, tradeCount < 0 { return "its number of trades \(tradeCount) is below zero" }
        return nil
    }
}
