public import WickDomain

/// What makes one synthetic market differ from another; docs/synthetic-market.md has the formulas behind the names.
public struct MarketParameters: Equatable, Sendable {
    /// What one asset's market looks like.
    public struct AssetParameters: Equatable, Sendable {
        /// Dollars at the start, on no particular grid.
        public var initialPrice: Double
        /// Standard deviation of the yearly log return, jumps left out.
        public var annualVolatility: Double
        /// Of all trades, those in this asset.
        public var tradeShare: Double
        /// Half the usual distance between bid and ask, in basis points of the price.
        public var halfSpreadBasisPoints: Double
        /// Dollars of the median odd-sized order.
        public var medianNotional: Double
        /// The id of the first trade.
        public var firstTradeID: UInt64
    }

    public var seed: UInt64
    /// Whose tick and lot sizes apply. They steer what orders meet, so one seed gives each venue a market of its own.
    public var venue: Venue
    public var start: Timestamp
    /// Whether the planted component is on: off, the mid price is a martingale.
    public var isPredictable: Bool
    /// How strong that component is: drift a second, in units of the volatility of one second, for a lean of one
    /// standard deviation. At the default the best forecast explains 8 to 9 % of the variance of 5 minutes.
    public var driftPerLean = 0.03
    /// Long-run average over both assets. Below about 5, orders that a run-away price draws add up to a fifth.
    public var tradesPerSecond: Double
    public var headlinesPerDay: Double
    public var bitcoin = AssetParameters(
        initialPrice: 81_260, annualVolatility: 0.36, tradeShare: 0.62, halfSpreadBasisPoints: 0.6,
        medianNotional: 420, firstTradeID: 70_000_001)
    public var ether = AssetParameters(
        initialPrice: 2_915, annualVolatility: 0.47, tradeShare: 0.38, halfSpreadBasisPoints: 0.8,
        medianNotional: 260, firstTradeID: 30_000_001)

    /// Highest allowed rate, in trades a second: 20,000 take a few percent of a core.
    public static let maximumTradesPerSecond = 20_000.0
    /// A Monday, chosen for no other reason.
    public static let defaultStart = Timestamp(seconds: 1_772_409_600)  // 2026-03-02T00:00:00Z

    public init(
        seed: UInt64, venue: Venue = .kraken, start: Timestamp = Self.defaultStart, isPredictable: Bool = true,
        tradesPerSecond: Double = 0.8, headlinesPerDay: Double = 48
    ) {
        self.seed = seed
        self.venue = venue
        self.start = start
        self.isPredictable = isPredictable
        self.tradesPerSecond = tradesPerSecond
        self.headlinesPerDay = headlinesPerDay
    }

    public subscript(asset: Asset) -> AssetParameters { asset == .bitcoin ? bitcoin : ether }

    func validate() throws(SimulationError) {
        try Self.check("trades per second", tradesPerSecond, above: 0, atMost: Self.maximumTradesPerSecond)
        try Self.check("drift per lean", driftPerLean, above: 0, atMost: 0.2)
        try Self.check("headlines per day", headlinesPerDay, above: 0, atMost: 5000)
        for asset in Asset.allCases {
            let values = self[asset]
            // Above, prices and sizes would leave their 64 bits after a lucky walk; below, they would fall under a tick.
            try Self.check("initial price", values.initialPrice, above: 10, atMost: 10_000_000)
            try Self.check("annual volatility", values.annualVolatility, above: 0, atMost: 5)
            try Self.check("trade share", values.tradeShare, above: 0.2, atMost: 0.8)
            try Self.check("half spread in basis points", values.halfSpreadBasisPoints, above: 0, atMost: 100)
            try Self.check("median notional", values.medianNotional, above: 1, atMost: 1_000_000)
        }
        guard bitcoin.tradeShare + ether.tradeShare == 1 else {
            throw .parameter(
                name: "the sum of trade shares", value: "\(bitcoin.tradeShare + ether.tradeShare)", allowed: "1")
        }
    }

    private static func check(
        _ name: String, _ value: Double, above low: Double, atMost high: Double
    ) throws(SimulationError) {
        guard value > low, value <= high else {
            throw .parameter(name: name, value: "\(value)", allowed: "above \(low) and at most \(high)")
        }
    }
}
