import Foundation
import Testing
import WickDomain
import WickFeatures
import WickSimulation

@Suite struct SentimentBookTests {
    private static func score(
        _ headline: String, at hours: Double, _ sentiment: Double, confidence: Double = 1, scorer: String = "lexicon"
    ) -> SentimentScore {
        SentimentScore(
            headlineID: headline, headlineVersion: 1, subject: .btc, sentiment: sentiment, confidence: confidence,
            scorer: scorer, model: "1", scoredTime: time(hours))
    }

    private static func time(_ hours: Double) -> Timestamp {
        Timestamp(microseconds: 1_732_881_600_000_000 + Int64(hours * 3.6e9))
    }

    private func book(_ scores: [SentimentScore]) -> SentimentBook {
        var book = SentimentBook()
        for score in scores { book.insert(score) }
        return book
    }

    @Test func nothingIsKnownBeforeTheFirstScore() {
        #expect(book([]).reading(at: Self.time(0)).hourly.isNaN)
        let later = book([Self.score("a", at: 1, 0.5)])
        let before = later.reading(at: Self.time(0.99))
        for value in [before.hourly, before.sixHourly, before.headlines, before.age] { #expect(value.isNaN) }
        let reading = later.reading(at: Self.time(1))
        #expect(reading.hourly == 0.5 && reading.headlines == 1 && reading.age == 0 && reading.dispersion == 0)
        #expect(reading.headlinesScore.isNaN, "there is no rate yet")
    }

    @Test func averagesHalveWithTime() {
        let scores = [Self.score("a", at: 0, 1), Self.score("b", at: 1, -1, confidence: 0.5)]
        let reading = book(scores).reading(at: Self.time(3))
        // Weights 0.5 and 0.5 after an hour, whatever the time since then.
        #expect(abs(reading.hourly - 0) < 1e-12)
        let older = exp2(-1.0 / 6)
        #expect(abs(reading.sixHourly - (older - 0.5) / (older + 0.5)) < 1e-12)
        #expect(reading.age == 2 && reading.headlines == 0)
    }

    @Test func readingsAreWhatTheirDefinitionSaysWhateverTheOrderOfArrival() {
        var chance = RandomSource(seed: 5)
        let scores = (0..<300).map { index in
            Self.score(
                "h\(index / 2)", at: Double.random(in: 0...100, using: &chance), .random(in: -1...1, using: &chance),
                confidence: .random(in: 0...1, using: &chance), scorer: index % 2 == 0 ? "lexicon" : "llm")
        }
        let ordered = book(scores.sorted { $0.scoredTime < $1.scoredTime })
        let mixed = book(scores)
        for hour in stride(from: 10.0, to: 100, by: 7.7) {
            let moment = Self.time(hour)
            let reading = ordered.reading(at: moment)
            let other = mixed.reading(at: moment)
            #expect(reading == other)
            let known = scores.filter { $0.scoredTime <= moment }.sorted { $0.scoredTime < $1.scoredTime }
            func average(_ halfLife: Double, _ value: (SentimentScore) -> Double) -> Double {
                let weights = known.map { $0.confidence * exp2(-(moment - $0.scoredTime).seconds / 3600 / halfLife) }
                return zip(weights, known).reduce(0) { $0 + $1.0 * value($1.1) } / weights.reduce(0, +)
            }
            let sixHourly = average(6, \.sentiment)
            #expect(abs(reading.hourly - average(1, \.sentiment)) < 1e-9)
            #expect(abs(reading.sixHourly - sixHourly) < 1e-9)
            let variance = average(6) { ($0.sentiment - sixHourly) * ($0.sentiment - sixHourly) }
            #expect(abs(reading.dispersion - variance.squareRoot()) < 1e-9)
            var firsts: [String: Timestamp] = [:]
            for score in known where firsts[score.headlineID] == nil { firsts[score.headlineID] = score.scoredTime }
            let ages = firsts.values.map { (moment - $0).seconds / 3600 }
            #expect(reading.headlines == Double(ages.count { $0 < 1 }))
            #expect(abs(reading.age - (ages.min() ?? .nan)) < 1e-9)
            let watched = (moment - known[0].scoredTime).seconds / 3600
            let rate = ages.reduce(0) { $0 + exp2(-$1 / 24) } / ((1 - exp2(-watched / 24)) * 24 / log(2))
            #expect(abs(reading.headlinesScore - (reading.headlines - rate) / rate.squareRoot()) < 1e-9)
        }
    }

    @Test func theSameScoreTwiceIsOne() {
        let one = Self.score("a", at: 0, 1)
        let twice = book([one, one, Self.score("b", at: 1, 0)])
        #expect(twice.reading(at: Self.time(1)) == book([one, Self.score("b", at: 1, 0)]).reading(at: Self.time(1)))
    }

    @Test func scoresOfLongAgoLiveOnInTheAveragesOnly() {
        let scores = (0..<400).map { Self.score("h\($0)", at: Double($0), Double($0 % 3) - 1) }
        let all = book(scores).reading(at: Self.time(399))
        // Sixteen days; half of them are forgotten, without a trace in what is read now.
        #expect(all.headlines == 1 && all.headlinesScore.isFinite)
        let recent = book(Array(scores.suffix(150))).reading(at: Self.time(399))
        #expect(abs(all.sixHourly - recent.sixHourly) < 1e-6)
    }
}
