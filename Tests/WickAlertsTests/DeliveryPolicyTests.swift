import Testing
import WickAlerts
import WickDomain
import WickSimulation
import WickStore

@Suite struct DeliveryPolicyTests {
    private func end(_ result: SendingResult, attempts: Int = 1, after seconds: Int = 0) -> DeliveryEnd {
        var random = RandomSource(seed: UInt64(attempts))
        return DeliveryPolicy().end(
            after: result, attempts: attempts, due: Sample.start, now: Sample.after(seconds), using: &random)
    }

    @Test func theServersWordIsTheLeastWait() {
        for seed in 1...20 {
            var random = RandomSource(seed: UInt64(seed))
            let end = DeliveryPolicy().end(
                after: .failed(reason: "HTTP 429", asked: .seconds(30)), attempts: 1, due: Sample.start,
                now: Sample.start, using: &random)
            guard case .failed("HTTP 429", let next, false) = end else {
                Issue.record("\(end)")
                return
            }
            #expect((Sample.after(30)...Sample.after(31)).contains(next))
        }
    }

    @Test func waitsGrowAndHaveAnEnd() {
        for attempts in 1..<DeliveryPolicy.maximumAttempts {
            guard case .failed(_, let next, true) = end(.failed(reason: "", isDoubtful: true), attempts: attempts)
            else {
                Issue.record("given up after \(attempts)")
                return
            }
            #expect((next - Sample.start).seconds <= min(600, Double(1 << (attempts - 1))))
        }
        #expect(
            end(.failed(reason: "HTTP 500"), attempts: DeliveryPolicy.maximumAttempts)
                == .gaveUp(reason: "HTTP 500 (after 20 attempts)", at: Sample.start))
    }

    @Test func whatHelpsNobodyIsGivenUp() {
        #expect(end(.refused(reason: "HTTP 404")) == .gaveUp(reason: "HTTP 404", at: Sample.start))
        #expect(
            end(.failed(reason: "HTTP 429", asked: .seconds(7200)))
                == .gaveUp(reason: "HTTP 429 (asks to wait 7200 s)", at: Sample.start))
        #expect(
            end(.failed(reason: "x"), after: 86_400 + 1)
                == .gaveUp(reason: "not sent within 24 h: x", at: Sample.after(86_401)))
        #expect(DeliveryPolicy().expired(due: Sample.start, now: Sample.after(86_400)) == nil)
        #expect(
            DeliveryPolicy().expired(due: Sample.start, now: Sample.after(86_401))
                == .gaveUp(reason: "not sent within 24 h", at: Sample.after(86_401)))
    }
}
