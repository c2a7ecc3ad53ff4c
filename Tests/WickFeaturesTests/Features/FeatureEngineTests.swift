import Testing
import WickDomain
import WickFeatures

@Suite struct FeatureEngineTests {
    private let definitions = FeatureSet.definitions
    private let own = MinuteInput.walk(400, seed: 1)
    private let other = MinuteInput.walk(400, seed: 2)

    private func isSentiment(_ definition: FeatureDefinition) -> Bool { definition.inputs == [.sentiment] }

    @Test func everyFeatureIsWhatItsDefinitionSays() {
        var engine = FeatureEngine()
        let vectors = engine.run(own, other)
        for minute in [150, 399] {
            let plain = PlainFeatures(
                own: Array(own[...minute]), other: Array(other[...minute]), openTime: openTime(minute))
            let expected = plain.values
            for (definition, value) in zip(definitions, vectors[minute]) where !isSentiment(definition) {
                let name = definition.name
                let right = expected[name] ?? .infinity
                #expect(abs(value - right) <= 1e-9 * max(1e-3, abs(right)), "\(name) is \(value), not \(right)")
            }
            #expect(expected.count == definitions.count { !isSentiment($0) })
        }
    }

    @Test func everyFeatureIsWarmExactlyWhenItSays() {
        var engine = FeatureEngine()
        let vectors = engine.run(own, other)
        for (column, definition) in definitions.enumerated() where !isSentiment(definition) {
            let first = vectors.firstIndex { !$0[column].isNaN }
            #expect(first == definition.warmUp - 1, "\(definition.name)")
        }
        #expect(FeatureSet.warmUp == definitions.map(\.warmUp).max())
    }

    @Test func sentimentIsPassedOn() {
        var engine = FeatureEngine()
        var reading = SentimentReading()
        (reading.hourly, reading.sixHourly, reading.dispersion) = (0.1, 0.2, 0.3)
        (reading.headlines, reading.headlinesScore, reading.age) = (4, 5, 6)
        let vector = engine.update(openTime: openTime(0), own: own[0], sentiment: reading)
        let names = [
            "sentiment_1h", "sentiment_6h", "sentiment_dispersion_6h", "headlines_1h", "headlines_z", "headline_age",
        ]
        let columns = names.map { name in definitions.firstIndex { $0.name == name } ?? 0 }
        #expect(columns.map { vector[$0] } == [0.1, 0.2, 0.3, 4, 5, 6])
    }

    @Test func anUnknownMinuteIsNoFlatPriceAndIsForgottenOnceEveryWindowIsPastIt() {
        var engine = FeatureEngine()
        _ = engine.run(Array(own[..<150]), Array(other[..<150]))
        let unknown = engine.update(openTime: openTime(150), own: .unknown, companion: .unknown)
        for (definition, value) in zip(definitions, unknown) {
            let looksElsewhere = definition.inputs == [.openTime] || definition.name.contains("_lag_")
            #expect(value.isNaN == !looksElsewhere, "\(definition.name)")
        }
        let after = engine.run(Array(own[151...]), Array(other[151...]), from: 151)
        var fresh = FeatureEngine()
        let begun = fresh.run(Array(own[151...]), Array(other[151...]), from: 151)
        for (column, definition) in definitions.enumerated() where !isSentiment(definition) {
            for index in after.indices {
                let (value, expected) = (after[index][column], begun[index][column])
                let isWarm = index >= definition.warmUp - 1
                // Between the ends of a return nothing is asked of the unknown minute.
                let mayBridge = definition.formula.hasPrefix("ln(c") || definition.name == "roc_20"
                if isWarm { #expect(abs(value - expected) <= 1e-9 * max(1, abs(expected)), "\(definition.name)") }
                if !isWarm, !mayBridge { #expect(value.isNaN, "\(definition.name) \(index) minutes after") }
            }
        }
    }

    @Test func anUnknownCompanionCostsOnlyItsOwnFeatures() {
        var (alone, paired) = (FeatureEngine(), FeatureEngine())
        let left = alone.run(own)[399]
        let right = paired.run(own, other)[399]
        for (column, definition) in definitions.enumerated() {
            if definition.inputs.contains(.companion) {
                #expect(left[column].isNaN && !right[column].isNaN, "\(definition.name)")
            } else {
                #expect(identical([left[column]], [right[column]]), "\(definition.name)")
            }
        }
    }

    @Test func whatASourceDoesNotTellCostsOnlyTheFeaturesThatNeedIt() {
        var engine = FeatureEngine()
        let bare = own.map { minute in
            MinuteInput(
                open: minute.open, high: minute.high, low: minute.low, close: minute.close, volume: minute.volume,
                buyVolume: .nan, tradeCount: .nan)
        }
        let vector = engine.run(bare, other)[399]
        for (definition, value) in zip(definitions, vector) where !isSentiment(definition) {
            let lacks = definition.inputs.contains(.takerSide) && !definition.inputs.contains(.companion)
            #expect(value.isNaN == (lacks || definition.inputs.contains(.tradeCount)), "\(definition.name)")
        }
    }

    @Test func nothingIsEverInfinite() {
        var engine = FeatureEngine()
        let quiet = [MinuteInput](repeating: .flat(at: 0.1), count: 150)
        let odd = MinuteInput(open: 0.1, high: 0.1, low: 0.1, close: 0.1, volume: 0, buyVolume: 0, tradeCount: 3)
        let unsaid = MinuteInput(open: 0.1, high: 0.1, low: 0.1, close: 0.1, volume: 5, buyVolume: 5, tradeCount: 0)
        let minutes = quiet + own + quiet + [odd, unsaid] + quiet
        let vectors = engine.run(minutes, [MinuteInput](minutes.reversed()))
        for vector in vectors {
            for (definition, value) in zip(definitions, vector) { #expect(!value.isInfinite, "\(definition.name)") }
        }
    }

    @Test func aCopyIsACheckpoint() {
        var engine = FeatureEngine()
        _ = engine.run(Array(own[..<100]), Array(other[..<100]))
        var copy = engine
        let straight = engine.run(Array(own[100...]), Array(other[100...]), from: 100)
        let again = copy.run(Array(own[100...]), Array(other[100...]), from: 100)
        #expect(zip(straight, again).allSatisfy { identical($0, $1) })
    }

    @Test func aWarmStartAgreesWithARunFromTheBeginning() {
        let minutes = MinuteInput.walk(6000, seed: 3)
        var (long, short) = (FeatureEngine(), FeatureEngine())
        let whole = long.run(minutes, minutes)
        let late = short.run(Array(minutes[3000...]), Array(minutes[3000...]), from: 3000)
        for (value, expected) in zip(late[2880], whole[5880]) where !expected.isNaN {
            #expect(abs(value - expected) <= 1e-9 * max(1e-3, abs(expected)))
        }
    }
}
