import Testing
import WickDomain

@testable import WickStore

@Suite struct CandleLimitsTests {
    @Test func whatCouldNotBeReadBackIsNotStored() throws {
        let store = try Store.inMemory()
        let sample = Sample.candle(0)
        let wrong: [(Volume, Notional?)] = [
            (Volume(raw: .max), nil), (Volume(raw: -1), nil), (.zero, Notional(raw: -1)),
        ]
        for (volume, notional) in wrong {
            var batch = StoreBatch()
            batch.candles = [
                Candle(
                    instrument: sample.instrument, timeframe: .oneMinute, openTime: sample.openTime, open: sample.open,
                    high: sample.high, low: sample.low, close: sample.close, volume: volume, buyVolume: nil,
                    notional: notional, tradeCount: nil, identifiers: nil, state: .final, knownTime: sample.knownTime)
            ]
            #expect(throws: StoreError.self) { try store.write(batch) }
        }
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).isEmpty)
    }
}
