import Testing
@testable import WickAlerts
import WickDomain

@Suite struct AlertReaderTests {
    private func read(_ rule: AlertRule, _ input: AlertInput, at time: Timestamp = Sample.start) -> [AlertReading] {
        var reader = AlertReader([rule])
        return reader.readings(of: input, now: time)
    }

    @Test func aFeedIsAsStaleAsItIsSilent() throws {
        var input = AlertInput()
        input.feeds = [.init(venue: .kraken, silence: .seconds(75)), .init(venue: .binance, silence: .seconds(1))]
        let found = read(try Sample.rule(), input)
        #expect(found.map(\.fingerprint.description) == ["feed_stale binance", "feed_stale kraken"])
        #expect(found.map(\.value) == [1, 75])
        #expect(found[1].text == "nothing received for 75 s")
    }

    @Test func aStartDoesNotEndTheSilenceOfBefore() throws {
        func value(_ seconds: Double, hasSpoken: Bool) throws -> Double? {
            var input = AlertInput()
            input.feeds = [.init(venue: .kraken, silence: .seconds(seconds), hasSpoken: hasSpoken)]
            return read(try Sample.rule(limit: 60, clear: 15), input)[0].value
        }
        #expect(try value(1, hasSpoken: false) == nil)
        #expect(try value(1, hasSpoken: true) == 1)
        #expect(try value(60, hasSpoken: false) == 60)
    }

    @Test func fewPredictionsSayNothingOfErrors() throws {
        let rule = try Sample.rule(.errorRatio, limit: 1.25, clear: 1, window: 60)
        func window(_ count: Int, _ ratio: Double?) -> AlertInput {
            var input = AlertInput()
            input.errors = [
                .init(
                    instrument: Sample.bitcoin, window: .seconds(3600), count: count, errorRatio: ratio, coverage: 0.5,
                    promisedCoverage: 0.8),
                .init(
                    instrument: Sample.bitcoin, window: .seconds(86_400), count: count, errorRatio: 9, coverage: 0.5,
                    promisedCoverage: 0.8),
            ]
            return input
        }
        #expect(read(rule, window(29, 1.5)).map(\.value) == [nil])
        let found = read(rule, window(30, 1.5))
        #expect(found.map(\.value) == [1.5])
        #expect(found[0].text == "over 1 h the error is 1.50 times that of predicting no change (n 30)")
        #expect(read(rule, window(30, nil)).map(\.value) == [nil])
    }

    @Test func coverageIsOffInBothDirections() throws {
        let rule = try Sample.rule(.coverage, limit: 15, clear: 10, window: 1440)
        func value(_ coverage: Double) -> Double? {
            var input = AlertInput()
            input.errors = [
                .init(
                    instrument: Sample.bitcoin, window: .seconds(86_400), count: 300, errorRatio: 1, coverage: coverage,
                    promisedCoverage: 0.75)
            ]
            return read(rule, input)[0].value
        }
        #expect(value(0.5) == 25)
        #expect(value(1) == 25)
        #expect(value(0.75) == 0)
    }

    @Test func aMoveIsReckonedFromAnyPriceWithinTheWindow() throws {
        let rule = try Sample.rule(.priceMove, limit: 3, clear: 1, window: 15)
        var reader = AlertReader([rule])
        func move(_ dollars: Double, minute: Int) -> AlertReading {
            var input = AlertInput()
            input.prices = [Sample.bitcoin: Sample.price(dollars)]
            return reader.readings(of: input, now: Sample.after(60 * minute))[0]
        }
        #expect(move(100, minute: 0).value == 0)
        // Up and down again within one minute: the extremes of a minute are kept.
        #expect(move(110, minute: 1).text == "+10.00 % within 15 min, at 110")
        #expect(move(99, minute: 1).text == "-10.00 % within 15 min, at 99")
        #expect(move(99, minute: 16).text == "-10.00 % within 15 min, at 99")
        #expect(move(99, minute: 17).value == 0)
    }

    private func candle(_ dollars: Double, minute: Int, state: Candle.State = .final) -> Candle {
        let price = Sample.price(dollars)
        return Candle(
            instrument: Sample.bitcoin, timeframe: .oneMinute, openTime: Sample.after(60 * minute), open: price,
            high: price, low: price, close: price, volume: .zero, buyVolume: nil, notional: nil, tradeCount: 1,
            identifiers: nil, state: state, knownTime: Sample.after(60 * minute + 61))
    }

    /// A trade of eight minutes ago came late, and fired "-6.00 % within 1 min, at 94" while the price was 100.
    @Test func aRepairedMinuteOfBeforeIsNoMove() throws {
        var reader = AlertReader([try Sample.rule(.priceMove, limit: 3, clear: 1, window: 1)])
        var input = AlertInput()
        input.take(candle(100, minute: 9))
        input.take(candle(100, minute: 10, state: .open))
        #expect(reader.readings(of: input, now: Sample.after(610))[0].value == 0)
        input.take(candle(94, minute: 2, state: .repaired))
        #expect(reader.readings(of: input, now: Sample.after(611))[0].value == 0)
        // A correction of the newest minute is one.
        input.take(candle(94, minute: 10, state: .open))
        #expect(reader.readings(of: input, now: Sample.after(612))[0].text == "-6.00 % within 1 min, at 94")
    }

    @Test func anOlderPredictionDoesNotTakeTheNewerOnesPlace() {
        func prediction(_ minute: Int) -> Prediction {
            Prediction(
                id: "\(minute)", instrument: Sample.bitcoin, madeAt: Sample.after(60 * minute),
                knownTime: Sample.after(60 * minute), targetTime: Sample.after(60 * minute + 300),
                referencePrice: Sample.price(64_000), predictedReturn: 0, lower: -0.01, upper: 0.01, modelVersion: 7,
                schemaHash: "aa", latencyMicroseconds: 1)
        }
        var input = AlertInput()
        for minute in [3, 5, 4] { input.take(prediction(minute)) }
        #expect(input.predictions[Sample.bitcoin]?.id == "5")
    }

    @Test func pricesOfBeforeTheStartCount() throws {
        var reader = AlertReader([try Sample.rule(.priceMove, limit: 3, clear: 1, window: 15)])
        reader.remember(Sample.price(100), of: Sample.bitcoin, at: Sample.start)
        var input = AlertInput()
        input.prices = [Sample.bitcoin: Sample.price(104)]
        #expect(reader.readings(of: input, now: Sample.after(600))[0].text == "+4.00 % within 15 min, at 104")
    }

    @Test func aForecastCountsUntilItsTimeHasCome() throws {
        let rule = try Sample.rule(.forecast, limit: 0.5, clear: 0.4)
        var input = AlertInput()
        input.predictions[Sample.bitcoin] = Prediction(
            id: "p", instrument: Sample.bitcoin, madeAt: Sample.start, knownTime: Sample.start,
            targetTime: Sample.after(300), referencePrice: Sample.price(64_000), predictedReturn: -0.0061, lower: -0.01,
            upper: 0.01, modelVersion: 7, schemaHash: "aa", latencyMicroseconds: 1)
        let found = read(rule, input)[0]
        #expect(found.text == "-0.61 % by 00:05Z predicted by model 7, at 64000")
        #expect(read(rule, input, at: Sample.after(300))[0].value == 0)
    }

    @Test func foreignWordsAreMadeSafeAndShort() throws {
        var input = AlertInput()
        input.training = .init(
            failuresInRow: 2, reason: "\u{1b}[31mno\u{202e}\nmemory" + String(repeating: "x", count: 500))
        let text = read(try Sample.rule(.trainingFailed, limit: 1, clear: 0), input)[0].text
        #expect(text.hasPrefix("the last 2 trainings failed:  [31mno  memoryxxx"))
        #expect(text.count < 250)
    }

    @Test func aRuleCanBeAboutSomeSubjectsOnly() throws {
        var input = AlertInput()
        input.openGaps = [Sample.bitcoin: 3, Sample.ether: 1]
        for only in ["BTC/USD", "kraken BTC/USD"] {
            let rule = try Sample.rule(.gapOpen, limit: 1, clear: 0, only: [only])
            #expect(read(rule, input).map(\.fingerprint.subject) == ["kraken BTC/USD"])
        }
        #expect(read(try Sample.rule(.gapOpen, limit: 1, clear: 0, only: ["kraken"]), input).count == 2)
        #expect(read(try Sample.rule(.gapOpen, limit: 1, clear: 0, only: ["binance"]), input).isEmpty)
    }

    @Test func aDiskIsFullWhereLittleIsFree() throws {
        var input = AlertInput()
        input.freeDiskBytes = 812 << 20
        let found = read(try Sample.rule(.diskLow, limit: 1024, clear: 1536), input)[0]
        #expect(found.value == 812)
        #expect(found.text == "812 MiB free where the database is")
        #expect(read(try Sample.rule(.diskLow, limit: 1024, clear: 1536), AlertInput()).isEmpty)
    }

    @Test func gapsAreThoseOfTheLastDayInTheirNewestVersion() {
        var book = GapBook([Sample.bitcoin, Sample.ether])
        func candle(_ minute: Int, _ state: Candle.State) -> Candle {
            Candle(
                instrument: Sample.bitcoin, timeframe: .oneMinute, openTime: Sample.after(60 * minute), open: .zero,
                high: .zero, low: .zero, close: .zero, volume: .zero, buyVolume: nil, notional: nil, tradeCount: nil,
                identifiers: nil, state: state, knownTime: Sample.after(60 * minute + 61))
        }
        book.take([candle(0, .incomplete), candle(1, .outage), candle(2, .final), candle(3, .open)])
        #expect(book.counts(at: Sample.after(600)) == [Sample.bitcoin: 2, Sample.ether: 0])
        book.take([candle(0, .repaired)])
        #expect(book.counts(at: Sample.after(600)) == [Sample.bitcoin: 1, Sample.ether: 0])
        #expect(book.counts(at: Sample.after(60 + 86_401)) == [Sample.bitcoin: 0, Sample.ether: 0])
    }
}
