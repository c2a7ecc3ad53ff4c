import Testing
import WickDomain
import WickPipeline

@Suite struct FeatureActorTests {
    @Test func givesWhatItsStageGives() async {
        var stage = FeatureStage()
        let actor = FeatureActor()
        var expected: [FeatureVector] = []
        var vectors: [FeatureVector] = []
        for minute in 0..<30 {
            let candles = [FeatureSample.bitcoin, FeatureSample.ether].map { FeatureSample.candle($0, minute) }
            let scores = [FeatureSample.score("h\(minute)", .market, 0.1, at: FeatureSample.time(minute, 9))]
            let clock = FeatureSample.time(minute + 1, 1)
            stage.fold(candles, scores: scores, clock: clock, into: &expected)
            vectors += await actor.fold(candles, scores: scores, clock: clock)
        }
        stage.finish(into: &expected)
        vectors += await actor.finish()
        #expect(vectors.map(bits) == expected.map(bits) && vectors.count == 60)
        #expect(await actor.counts == stage.counts)
    }

    @Test func goesOnFromAStageThatWasWarmedUp() async {
        var stage = FeatureStage()
        stage.warmUp(with: (0..<100).map { FeatureSample.candle(FeatureSample.bitcoin, $0) })
        let actor = FeatureActor(stage: stage)
        let next = FeatureSample.candle(FeatureSample.bitcoin, 100)
        let vectors = await actor.fold([next], clock: FeatureSample.time(102))
        #expect(vectors.count == 1 && vectors[0].values[0].isFinite)
    }
}
