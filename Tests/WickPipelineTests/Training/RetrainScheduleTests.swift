import Testing
import WickDomain
import WickLearning

@testable import WickPipeline

@Suite struct RetrainScheduleTests {
    private let now = Timestamp(seconds: 1_000_000)

    /// A day of forecasts that err by so much more than no change.
    private func day(_ excess: Double, count: Int = 800) -> RollingErrors.Metrics? {
        var errors = RollingErrors(horizon: .seconds(300))
        for minute in 0..<count {
            let target = now - .seconds(60 * (count - minute))
            errors.add(
                ScoredForecast(
                    madeAt: target - .seconds(300), targetTime: target, predicted: -0.001 * excess, observed: 0.001,
                    isCovered: true))
        }
        return errors.metrics(.day)
    }

    private func reason(
        _ schedule: RetrainSchedule, hoursAgo: Int?, day: RollingErrors.Metrics? = nil
    ) -> RetrainSchedule.Reason? {
        schedule.reason(
            now: now, lastTraining: hoursAgo.map { now - .seconds($0 * 3600) }, drift: [], day: day)
    }

    @Test func ageCountsFromTheLastTraining() {
        let schedule = RetrainSchedule(everyHours: 24)
        #expect(reason(schedule, hoursAgo: 23) == nil)
        #expect(reason(schedule, hoursAgo: 24) == .age(hours: 24))
        #expect(reason(schedule, hoursAgo: nil) == .untrained)
        #expect(reason(RetrainSchedule(), hoursAgo: 10_000) == nil, "nobody asked for it")
    }

    @Test func errorCountsAfterAPauseAndWithEnoughOutcomes() {
        let schedule = RetrainSchedule(onError: true)
        #expect(reason(schedule, hoursAgo: 5, day: day(0.5)) == nil, "it was trained just now")
        guard case .error(let skill) = reason(schedule, hoursAgo: 6, day: day(0.5)) else {
            Issue.record("an error that is half as large again is no reason")
            return
        }
        #expect((skill + 0.5).magnitude < 1e-9)
        #expect(reason(schedule, hoursAgo: 6, day: day(-0.5)) == nil, "it errs less than no change")
        #expect(reason(schedule, hoursAgo: 6, day: day(0.5, count: 700)) == nil, "too few to tell")
        #expect(reason(RetrainSchedule(), hoursAgo: 6, day: day(0.5)) == nil)
    }
}
