import WickDomain

/// What takers find on one asset's book: a quote that follows the mid loosely, levels behind it, and resting sizes.
/// It holds no orders; it draws what an order meets.
struct OrderBookTop: Sendable {
    /// The quote stays where it is until the mid is this many half spreads away: trades repeat a price, as they do.
    private static let stickiness = 1.5
    /// No order meets more resting orders.
    private static let maximumFills = 24

    private let listing: Listing
    private let halfSpread: Double
    private let tickSize: Double
    /// The mid that the quote was last set around.
    private var centre: Double
    private var nextID: UInt64
    private(set) var lastTradePrice: Double

    init(listing: Listing, parameters: MarketParameters.AssetParameters) {
        self.listing = listing
        halfSpread = parameters.halfSpreadBasisPoints / 10_000
        tickSize = Double(listing.tick) / 1e9
        centre = parameters.initialPrice
        lastTradePrice = parameters.initialPrice
        nextID = parameters.firstTradeID
    }

    /// Moves the quote if the mid has left it behind, or if it must be fresh.
    mutating func requote(around mid: Double, isForced: Bool) {
        if isForced || (mid / centre - 1).magnitude > Self.stickiness * halfSpread { centre = mid }
    }

    /// Fills an order of this size (in units of `Quantity`, cut to whole lots, one at the least) against resting orders, away from the touch.
    mutating func fill(
        _ size: Int64, side: TakerSide, sizes: OrderSizes, random: inout RandomSource
    ) -> [TakerOrder.Fill] {
        let step: Int64 = side == .buy ? 1 : -1
        var level = touch(side)
        var remaining = max(listing.lot, size / listing.lot * listing.lot)
        var fills: [TakerOrder.Fill] = []
        while remaining > 0 {
            let resting = max(listing.lot, sizes.draw(at: centre, scale: 5, lot: listing.lot, random: &random))
            let quantity = fills.count + 1 == Self.maximumFills ? remaining : min(remaining, resting)
            let (price, filled) = (Price(raw: level * listing.tick), Quantity(raw: Int128(quantity)))
            fills.append(.init(id: nextID, price: price, quantity: filled))
            nextID += 1
            remaining -= quantity
            if random.chance(0.45) { level += step * gap(&random) }
        }
        lastTradePrice = fills.last.map { Double($0.price.raw) / 1e9 } ?? lastTradePrice
        return fills
    }

    /// The best price for a taker of this side, in ticks: at least one tick from the other.
    private func touch(_ side: TakerSide) -> Int64 {
        let bid = Int64((centre * (1 - halfSpread) / tickSize).rounded(.down))
        let ask = max(bid + 1, Int64((centre * (1 + halfSpread) / tickSize).rounded(.up)))
        return side == .buy ? ask : bid
    }

    /// Ticks to the next level with orders on it: 0.1 basis points on average beyond the first.
    private func gap(_ random: inout RandomSource) -> Int64 {
        1 + Int64((random.exponential() * centre * 0.000_01 / tickSize).rounded(.down))
    }
}
