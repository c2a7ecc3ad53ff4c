import Testing
import WickDomain

@testable import WickPipeline

@Suite struct PredictionTextTests {
    private let prediction = Prediction(
        id: "kraken:BTC/USD:60:300", instrument: ForecastSample.instrument, madeAt: Timestamp(seconds: 60),
        knownTime: Timestamp(seconds: 61), targetTime: Timestamp(seconds: 360),
        referencePrice: Price(raw: 64_000_500_000_000), predictedReturn: 0.0001, lower: -0.0005, upper: 0.0007,
        modelVersion: 3, schemaHash: "ab", latencyMicroseconds: 1_500)

    private func outcome(_ status: Outcome.Status) -> Outcome {
        status == .scored
            ? Outcome(
                predictionID: prediction.id, status: .scored, observedPrice: Price(raw: 64_100_000_000_000),
                error: 0.0015, isHit: true, isCovered: false, knownTime: Timestamp(seconds: 361))
            : Outcome(
                predictionID: prediction.id, status: status, observedPrice: nil, error: nil, isHit: nil,
                isCovered: nil, knownTime: Timestamp(seconds: 961))
    }

    @Test func predictionHasTheColumnsThatOthersRelyOn() {
        let text = PredictionText(format: .csv, withOutcome: false)
        #expect(
            text.header
                == "id,symbol,made_at,known_at,target_time,reference_price,predicted_return,lower,upper,model,schema,latency_us\n"
        )
        #expect(
            text.line(prediction, nil)
                == "kraken:BTC/USD:60:300,BTC/USD,1970-01-01T00:01:00Z,1970-01-01T00:01:01Z,1970-01-01T00:06:00Z,64000.5,0.0001,"
                + "-0.0005,0.0007,3,ab,1500\n")
    }

    @Test func outcomeFollowsThePrediction() {
        let text = PredictionText(format: .csv, withOutcome: true)
        #expect(text.header.hasSuffix(",latency_us,observed_price,error,hit,covered,status\n"))
        #expect(text.line(prediction, outcome(.scored)).hasSuffix(",1500,64100,0.0015,true,false,scored\n"))
        #expect(text.line(prediction, outcome(.outage)).hasSuffix(",1500,,,,,outage\n"))
    }

    @Test func linesOfJSONHaveTheSameKeys() {
        let line = PredictionText(format: .jsonl, withOutcome: true).line(prediction, outcome(.missing))
        #expect(line.hasPrefix(#"{"id":"kraken:BTC/USD:60:300","symbol":"BTC/USD","made_at":"1970-01-01T00:01:00Z""#))
        #expect(
            line.hasSuffix(#""observed_price":null,"error":null,"hit":null,"covered":null,"status":"missing"}"# + "\n"))
    }
}
