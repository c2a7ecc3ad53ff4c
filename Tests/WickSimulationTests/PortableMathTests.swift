import Foundation
import Testing

@testable import WickSimulation

@Suite struct PortableMathTests {
    @Test(arguments: [1e-300, 1e-9, 0.1, 0.7, 1, 1.4142135623730951, 1.4142135623730954, 2, 2.718281828, 1e6, 1e300])
    func logarithmAgreesWithTheLibraryToTheLastDigits(value: Double) {
        let expected = Foundation.log(value)
        #expect(abs(PortableMath.log(value) - expected) <= 4e-16 * max(1, abs(expected)))
    }

    @Test(arguments: [-600.0, -20, -1, -0.3466, -1e-12, 0, 1e-12, 0.3466, 1, 20, 600])
    func exponentialAgreesWithTheLibraryToTheLastDigits(value: Double) {
        let expected = Foundation.exp(value)
        #expect(abs(PortableMath.exp(value) - expected) <= 1e-15 * expected)
    }

    @Test func exponentialOfAFarNegativeNumberIsZero() {
        #expect(PortableMath.exp(-701) == 0)
    }
}
