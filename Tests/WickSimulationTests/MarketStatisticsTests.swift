import Testing
import WickDomain
import WickSimulation

/// The figures in docs/synthetic-market.md, in loose bounds.
@Suite struct MarketStatisticsTests {
    @Test(arguments: Asset.allCases)
    func arrivalsAreOverdispersed(asset: Asset) {
        let sample = MarketSample.predictable[asset]
        let waits = Moments(zip(sample.orderSeconds.dropFirst(), sample.orderSeconds).map { $0 - $1 })
        #expect(waits.variance.squareRoot() / waits.mean > 1.3, "a Poisson process has 1")
        let counts = Moments(sample.ordersInMinute)
        #expect(counts.variance / counts.mean > 3, "a Poisson process has 1")
    }

    @Test(arguments: Asset.allCases)
    func pricesBounceBetweenBidAndAsk(asset: Asset) {
        let prices = MarketSample.predictable[asset].orderPrices
        let returns = zip(prices.dropFirst(), prices).map { $0 - $1 }
        let first = Moments.autocorrelation(returns, lag: 1)
        #expect(first < -0.04 && first > -0.3)
        #expect(abs(Moments.autocorrelation(returns, lag: 2)) < 0.04)
        #expect(returns.filter { $0 == 0 }.count > returns.count / 10, "trades repeat a price")
    }

    @Test(arguments: Asset.allCases)
    func volatilityClusters(asset: Asset) {
        let sizes = MarketSample.predictable[asset].returns(minutes: 1).map(abs)
        #expect(Moments.autocorrelation(sizes, lag: 1) > 0.1)
        #expect(Moments.autocorrelation(sizes, lag: 10) > 0.06)
    }

    @Test(arguments: Asset.allCases)
    func returnsHaveFatTails(asset: Asset) {
        #expect(Moments(MarketSample.predictable[asset].returns(minutes: 1)).kurtosis > 5)
    }

    @Test func assetsMoveTogether() {
        let correlation = Moments.correlation(
            MarketSample.predictable.bitcoin.returns(minutes: 5), MarketSample.predictable.ether.returns(minutes: 5))
        #expect(correlation > 0.6 && correlation < 0.95)
    }

    @Test func quietMinutesAreSeveralInEtherAndRareInBitcoin() {
        let quiet = { (sample: AssetSample) in sample.tradesInMinute.filter { $0 == 0 }.count }
        let days = MarketSample.days
        #expect((3 * days...60 * days).contains(quiet(MarketSample.predictable.ether)))
        #expect(quiet(MarketSample.predictable.bitcoin) <= 15 * days)
    }

    @Test func activityHasADailyShape() {
        let counts = MarketSample.predictable.bitcoin.ordersInMinute
        let inHours = { (hours: Range<Int>) in
            zip(counts.indices, counts).filter { hours.contains($0.0 / 60 % 24) }.reduce(0) { $0 + $1.1 }
        }
        #expect(inHours(14..<16) > 1.6 * inHours(4..<6))
    }

    @Test func ratesAreNearWhatWasAskedFor() {
        let trades = Double(MarketSample.predictable.bitcoin.trades + MarketSample.predictable.ether.trades)
        let rate = trades / Double(MarketSample.days * 86_400)
        #expect(rate > 0.7 && rate < 1.2)
    }

    @Test func headlinesComeInEveryToneAndSomeMoveThePrice() {
        let headlines = MarketSample.predictable.headlines
        let perDay = headlines.count / MarketSample.days
        #expect((30...70).contains(perDay))
        for tone in [SyntheticHeadline.Tone.positive, .neutral, .negative] {
            #expect(headlines.filter { $0.tone == tone }.count > headlines.count / 8)
        }
        #expect(headlines.contains { $0.movesPrice })
        #expect(headlines.contains { !$0.movesPrice && $0.tone != .neutral })
        #expect(headlines.allSatisfy { !$0.movesPrice || $0.tone != .neutral })
    }
}
