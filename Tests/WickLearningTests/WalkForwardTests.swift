import Foundation
import Testing
import WickDomain
import WickSimulation

@testable import WickLearning

@Suite struct WalkForwardTests {
    private typealias Configuration = WalkForwardPlan.Configuration

    private static func plans(_ dataset: Dataset) throws -> [(Configuration, WalkForwardPlan)] {
        let configurations = [
            Configuration(schedule: .folds(3)), Configuration(schedule: .folds(5), embargoSeconds: 3_600),
            Configuration(schedule: .folds(4), windowSeconds: 86_400), Configuration(schedule: .folds(1)),
            Configuration(schedule: .folds(3), validationShare: 0.4),
        ]
        return try configurations.map { ($0, try WalkForwardPlan(dataset, $0)) }
    }

    @Test func everyOutcomeOfABlockIsKnownAndTheEmbargoOverBeforeTheNextBegins() throws {
        var rows = SampleRows(count: 6_000, seed: 1)
        // Holes in time and rows that are dropped must not bring blocks nearer to each other.
        for row in stride(from: 0, to: 6_000, by: 7) { rows.labels[row] = .nan }
        for row in 3_000..<6_000 { rows.openTimes[row] = rows.openTimes[row] + .seconds(7_200) }
        let dataset = try rows.dataset()
        for (configuration, plan) in try Self.plans(dataset) {
            let embargo: Duration = .seconds(configuration.embargoSeconds)
            for fold in plan.folds {
                let times = dataset.decisionTimes
                let fitKnown = times[fold.fit.upperBound - 1] + dataset.horizon
                let validationKnown = times[fold.validation.upperBound - 1] + dataset.horizon
                #expect(fitKnown + embargo <= times[fold.validation.lowerBound])
                #expect(validationKnown + embargo <= times[fold.test.lowerBound])
                // And nothing is purged that need not be.
                let nextKnown = times[fold.validation.upperBound] + dataset.horizon
                #expect(nextKnown + embargo > times[fold.test.lowerBound])
                if let window = configuration.windowSeconds {
                    #expect(times[fold.fit.lowerBound] >= times[fold.test.lowerBound] - .seconds(window))
                } else {
                    #expect(fold.fit.lowerBound == 0)
                }
            }
        }
    }

    @Test func testBlocksFollowEachOtherAndEndWithTheRows() throws {
        let dataset = try SampleRows(count: 6_000, seed: 1).dataset()
        for (_, plan) in try Self.plans(dataset) {
            for (fold, next) in zip(plan.folds, plan.folds.dropFirst()) {
                #expect(fold.test.upperBound == next.test.lowerBound)
            }
            #expect(plan.folds.last?.test.upperBound == 6_000)
        }
    }

    @Test func monthlyBlocksAreCalendarMonths() throws {
        var rows = SampleRows(count: 2_000, seed: 1)
        // An hour a row from 2023-11-14 on: 2,000 hours reach into February.
        rows.openTimes = (0..<2_000).map { SampleRows.start + .seconds(3_600 * $0) }
        let dataset = try rows.dataset()
        let plan = try WalkForwardPlan(dataset, Configuration(schedule: .monthly))
        let starts = plan.folds.map { dataset.decisionTimes[$0.test.lowerBound].description.prefix(13) }
        #expect(starts == ["2024-01-01T00", "2024-02-01T00"], "December has too little to train on")
        #expect(plan.folds[0].test.count == 31 * 24)
    }

    @Test func tooFewRowsSayHowManyThereAreAndHowManyAreNeeded() throws {
        let dataset = try SampleRows(count: 600, seed: 1).dataset()
        let error = try #require(
            failure { () throws(LearningError) in
                try WalkForwardPlan(dataset, Configuration(schedule: .folds(6)))
            })
        guard case .tooFewRows(_, 600, let needed) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(error.description.contains("wick backfill"))
        let enough = try SampleRows(count: needed, seed: 1).dataset()
        #expect(
            try WalkForwardPlan(enough, Configuration(schedule: .folds(6))).folds.count >= 1, "\(needed) are enough")
    }

    @Test func scheduleIsANumberOrAWordInJSON() throws {
        for schedule in [WalkForwardPlan.Schedule.folds(12), .monthly] {
            let json = try JSONEncoder().encode(schedule)
            #expect(String(decoding: json, as: UTF8.self) == (schedule == .monthly ? "\"monthly\"" : "12"))
            #expect(try JSONDecoder().decode(WalkForwardPlan.Schedule.self, from: json) == schedule)
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(WalkForwardPlan.Schedule.self, from: Data("\"weekly\"".utf8))
        }
    }

    @Test(arguments: [
        Configuration(schedule: .folds(0)), Configuration(windowSeconds: 0), Configuration(embargoSeconds: -1),
        Configuration(validationShare: 0), Configuration(validationShare: 0.6),
    ])
    private func configurationsOutOfRangeAreRefused(configuration: Configuration) throws {
        let dataset = try SampleRows(count: 3_000, seed: 1).dataset()
        guard case .badParameter = failure({ () throws(LearningError) in try WalkForwardPlan(dataset, configuration) })
        else {
            Issue.record("\(configuration) was let through")
            return
        }
    }
}
