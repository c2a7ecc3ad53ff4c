import Foundation
import Testing
import WickSimulation

@testable import WickLearning

@Suite struct ConformalIntervalTests {
    /// Errors whose deviation is what `deviation` says; the scale that the interval is told is always 1.
    private func coverage(_ deviation: (Int) -> Double, count: Int = 20_000) throws -> (all: Double, parts: [Double]) {
        var random = RandomSource(seed: 21)
        var interval = try ConformalInterval(scores: (0..<500).map { _ in random.normal().magnitude })
        var parts: [Double] = []
        var held = 0
        for index in 0..<count {
            let error = random.normal() * deviation(index)
            let isCovered = error.magnitude <= interval.halfWidth(scale: 1)
            interval.update(error: error, scale: 1, isCovered: isCovered)
            if isCovered { held += 1 }
            if index % 2_000 == 1_999 {
                parts.append(Double(held) / 2_000)
                held = 0
            }
        }
        #expect(interval.count == count)
        return (try #require(interval.coverageSoFar), parts)
    }

    @Test func holdsEightyPercentOfOutcomes() throws {
        let found = try coverage { _ in 1 }
        #expect((0.79...0.81).contains(found.all), "\(found.all)")
    }

    @Test func holdsEightyPercentAlsoWhenTheMarketTurnsWild() throws {
        let found = try coverage { $0 < 10_000 ? 1 : 3 }
        #expect((0.79...0.81).contains(found.all), "\(found.all)")
        for part in found.parts { #expect((0.75...0.85).contains(part), "\(found.parts)") }
    }

    @Test func holdsEightyPercentOfWhatSwings() throws {
        let found = try coverage { 1 + 0.9 * sin(Double($0) / 700) }
        #expect((0.79...0.81).contains(found.all), "\(found.all)")
    }

    @Test func widthFollowsTheVolatility() throws {
        let interval = try ConformalInterval(scores: (1...99).map { Double($0) })
        #expect(interval.halfWidth(scale: 1) == 80)
        #expect(interval.halfWidth(scale: 0.5) == 40)
    }

    @Test func missesWidenAndHitsNarrow() throws {
        var interval = try ConformalInterval(scores: (1...99).map { Double($0) })
        let before = interval.halfWidth(scale: 1)
        interval.update(error: 100, scale: 1, isCovered: false)
        #expect(interval.alpha < 0.2)
        #expect(interval.halfWidth(scale: 1) > before)
        for _ in 0..<40 { interval.update(error: 0.5, scale: 1, isCovered: true) }
        #expect(interval.halfWidth(scale: 1) < before)
    }

    @Test func missAfterMissGrowsBeyondAllThatWasSeen() throws {
        var interval = try ConformalInterval(scores: [Double](repeating: 1, count: 50), gamma: 0.1)
        for _ in 0..<20 { interval.update(error: 1, scale: 1, isCovered: false) }
        #expect(interval.alpha < 0)
        #expect(interval.halfWidth(scale: 1) > 2, "all scores are 1, and that was not enough")
    }

    @Test func storedStateGoesOnAsIfNothingHadHappened() throws {
        var random = RandomSource(seed: 22)
        var first = try ConformalInterval(scores: (0..<100).map { _ in random.unit() })
        for _ in 0..<3_000 { first.update(error: random.normal(), scale: 1, isCovered: random.chance(0.7)) }
        var second = try JSONDecoder().decode(ConformalInterval.self, from: JSONEncoder().encode(first))
        for _ in 0..<100 {
            let error = random.normal()
            #expect(first.halfWidth(scale: 1) == second.halfWidth(scale: 1))
            first.update(error: error, scale: 1, isCovered: true)
            second.update(error: error, scale: 1, isCovered: true)
        }
        #expect(first == second)
    }

    @Test func forgetsScoresThatAreOld() throws {
        var interval = try ConformalInterval(scores: [Double](repeating: 1_000, count: 100))
        for index in 0..<ConformalInterval.maximumScores {
            interval.update(error: 1, scale: 1, isCovered: index % 5 != 0)
        }
        #expect(interval.halfWidth(scale: 1) == 1)
    }

    @Test func tooFewScoresOrOddSettingsAreRefused() {
        let scores = [Double](repeating: 1, count: 30)
        #expect(
            failure { () throws(LearningError) in try ConformalInterval(scores: Array(scores.dropLast())) }
                == .tooFewRows(doing: "calibrating intervals", found: 29, needed: 30))
        for coverage in [0.0, 1, .nan] {
            #expect(
                failure { () throws(LearningError) in try ConformalInterval(scores: scores, coverage: coverage) } != nil
            )
        }
        #expect(failure { () throws(LearningError) in try ConformalInterval(scores: scores, gamma: 1) } != nil)
    }

    @Test func volatilityForgetsByHalfLives() {
        var scale = VolatilityScale(halfLife: 10)
        #expect(agree(scale.value, VolatilityScale.prior))
        for _ in 0..<10 { scale.update(0) }
        #expect(agree(scale.value, VolatilityScale.prior * 0.5.squareRoot()))
        for _ in 0..<1_000 { scale.update(0) }
        #expect(scale.value == VolatilityScale.minimum)
        for _ in 0..<1_000 { scale.update(-0.02) }
        #expect(agree(scale.value, 0.02))
        scale.update(.nan)
        #expect(agree(scale.value, 0.02))
    }
}
