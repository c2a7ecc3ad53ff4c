import Testing
import WickDomain
import WickFrames

@testable import WickPipeline

@Suite struct ChampionScheduleTests {
    private typealias Sample = ForecastSample

    private func taken(_ schedule: inout ChampionSchedule, before minute: Int) -> [Int] {
        schedule.take(before: Sample.openTime(minute)).map(\.champion.version)
    }

    @Test func aReplayThatGoesBackTakesEachChampionUpAtItsTime() {
        var schedule = ChampionSchedule()
        #expect(schedule.isEmpty)
        schedule.add(Sample.change(1, at: 10))
        #expect(taken(&schedule, before: 10).isEmpty)
        #expect(taken(&schedule, before: 11) == [1])
        schedule.add(Sample.change(2, at: 30))
        #expect(taken(&schedule, before: 50) == [2])
        #expect(taken(&schedule, before: 60).isEmpty)
        schedule.rewind()
        #expect(taken(&schedule, before: 5).isEmpty, "before its training a model knows nothing")
        #expect(taken(&schedule, before: 20) == [1])
        #expect(taken(&schedule, before: 31) == [2])
        #expect(!schedule.isEmpty)
    }

    @Test func aTrainingInThePastReplacesWhatWasToCome() {
        var schedule = ChampionSchedule()
        let other = ChampionChange(champion: Sample.note(7, horizon: .seconds(900)), knownTime: Sample.openTime(40))
        for change in [Sample.change(1, at: 10), Sample.change(2, at: 30), other] { schedule.add(change) }
        #expect(taken(&schedule, before: 50) == [1, 2, 7])
        schedule.rewind()
        #expect(taken(&schedule, before: 20) == [1])
        schedule.add(Sample.change(3, at: 20))
        #expect(taken(&schedule, before: 50) == [3, 7], "other targets keep theirs")
    }
}
