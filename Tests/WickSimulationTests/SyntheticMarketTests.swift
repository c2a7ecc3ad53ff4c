import Testing
import WickDomain
import WickSimulation

@Suite struct SyntheticMarketTests {
    @Test func sameSeedGivesTheSameMarket() throws {
        var first = try SyntheticMarket(parameters: MarketParameters(seed: 7))
        var second = try SyntheticMarket(parameters: MarketParameters(seed: 7))
        for _ in 0..<3000 { #expect(first.next() == second.next()) }
    }

    @Test func anotherSeedGivesAnotherMarket() throws {
        var first = try SyntheticMarket(parameters: MarketParameters(seed: 7))
        var second = try SyntheticMarket(parameters: MarketParameters(seed: 8))
        #expect(first.next() != second.next())
    }

    @Test func theMarketOfASeedDoesNotChange() throws {
        let order = try #require(orders(seed: 7, count: 2000).last)
        #expect(order.eventTime.description == "2026-03-02T02:08:33.007227Z")
        #expect(order.fills.first?.price.description == "2917.76")
    }

    @Test func eventTimesNeverDecrease() throws {
        var market = try SyntheticMarket(parameters: MarketParameters(seed: 3))
        var last = market.parameters.start
        for _ in 0..<5000 {
            let time = market.next().eventTime
            #expect(time >= last)
            last = time
        }
    }

    @Test(arguments: [Venue.kraken, .binance, .coinbase])
    func tradesLieOnTheVenuesGridsWithContiguousIds(venue: Venue) throws {
        var next: [Asset: UInt64] = [:]
        for order in try orders(seed: 5, venue: venue, count: 4000) {
            let listing = try Listing(order.asset, on: venue)
            #expect(!order.fills.isEmpty)
            for fill in order.fills {
                #expect(fill.id == next[order.asset] ?? fill.id)
                next[order.asset] = fill.id + 1
                #expect(decimals(fill.price.description) <= listing.priceDecimals)
                #expect(decimals(fill.quantity.description) <= listing.quantityDecimals)
                #expect(fill.quantity > .zero && fill.price > .zero)
            }
        }
        #expect(next.count == 2)
    }

    @Test func ordersWalkAwayFromTheTouch() throws {
        let orders = try orders(seed: 9, count: 4000)
        for order in orders {
            let prices = order.fills.map(\.price)
            #expect(prices == (order.takerSide == .buy ? prices.sorted() : prices.sorted().reversed()))
        }
        #expect(orders.contains { Set($0.fills.map(\.price)).count > 1 })
        #expect(orders.filter { $0.fills.count == 1 }.count > orders.count / 3)
    }

    @Test func roundLotsStandBesideOddOnes() throws {
        let sizes = try orders(seed: 9, count: 4000).flatMap(\.fills).map(\.quantity.raw)
        let round = sizes.filter { $0 % 100_000 == 0 }.count
        #expect(round > sizes.count / 10)
        #expect(sizes.filter { $0 % 10 != 0 }.count > sizes.count / 4)
    }

    @Test func aHigherRateGivesMoreTrades() throws {
        var parameters = MarketParameters(seed: 4, tradesPerSecond: 500)
        parameters.start = Timestamp(seconds: 1_772_409_600 + 14 * 3600)
        var market = try SyntheticMarket(parameters: parameters)
        var trades = 0
        while case let event = market.next(), event.eventTime < parameters.start + .seconds(20) {
            if case .order(let order) = event { trades += order.fills.count }
        }
        #expect((5_000...40_000).contains(trades))
    }

    @Test(arguments: [0, -1, .nan, .infinity, 20_001])
    func aRateOutOfRangeIsRefusedByName(rate: Double) {
        #expect(throws: SimulationError.self) {
            try SyntheticMarket(parameters: MarketParameters(seed: 1, tradesPerSecond: rate))
        }
    }

    @Test func aVenueWithoutLiveFramesIsRefused() {
        #expect(throws: SimulationError.unsupportedVenue(.bitfinex)) {
            try SyntheticMarket(parameters: MarketParameters(seed: 1, venue: .bitfinex))
        }
    }

    private func orders(seed: UInt64, venue: Venue = .kraken, count: Int) throws -> [TakerOrder] {
        var market = try SyntheticMarket(parameters: MarketParameters(seed: seed, venue: venue))
        var orders: [TakerOrder] = []
        while orders.count < count {
            if case .order(let order) = market.next() { orders.append(order) }
        }
        return orders
    }

    private func decimals(_ text: String) -> Int {
        text.split(separator: ".").dropFirst().first?.count ?? 0
    }
}
