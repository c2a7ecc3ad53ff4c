import WickDomain

import Testing
import WickSimulation

/// A regression of the return of the next five minutes on the order flow of the last ten, the simplest model that can
/// find what was planted.
@Suite struct PlantedComponentTests {
    @Test(arguments: Asset.allCases)
    func flowPredictsReturnsWhenTheComponentIsOn(asset: Asset) {
        let correlation = Self.correlation(of: MarketSample.predictable[asset])
        #expect(correlation > 0, "takers lean the way the price will drift")
        #expect((0.02...0.12).contains(correlation * correlation), "R² in sample; documented as 0.05")
    }

    @Test(arguments: Asset.allCases)
    func flowPredictsNothingWhenTheComponentIsOff(asset: Asset) {
        let correlation = Self.correlation(of: MarketSample.fair[asset])
        // Some 1,150 independent labels: a standard error of 0.03.
        #expect(abs(correlation) < 0.09)
    }

    /// Also the past returns of either asset tell nothing about the mid.
    @Test(arguments: Asset.allCases, Asset.allCases)
    func midIsUncorrelatedWithThePastWhenTheComponentIsOff(asset: Asset, other: Asset) {
        let past = zip(MarketSample.fair[other].mids.dropFirst(5), MarketSample.fair[other].mids).map { $0 - $1 }
        let future = zip(MarketSample.fair[asset].mids.dropFirst(5), MarketSample.fair[asset].mids).map { $0 - $1 }
        #expect(abs(Moments.correlation(past.dropLast(5), future.dropFirst(5))) < 0.1)
    }

    private static func correlation(of sample: AssetSample) -> Double {
        let window = 10
        let horizon = 5
        var imbalances: [Double] = []
        var returns: [Double] = []
        for minute in window..<sample.closes.count - horizon {
            let past = minute - window + 1...minute
            let orders = sample.ordersInMinute[past].reduce(0, +)
            imbalances.append(orders == 0 ? 0 : sample.flow[past].reduce(0, +) / orders)
            returns.append(sample.closes[minute + horizon] - sample.closes[minute])
        }
        return Moments.correlation(imbalances, returns)
    }
}
