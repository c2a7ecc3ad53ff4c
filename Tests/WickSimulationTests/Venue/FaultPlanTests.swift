import Foundation
import Testing
import WickSimulation

@Suite struct FaultPlanTests {
    @Test func aPlanIsReadFromLeftToRight() throws {
        let plan = try FaultPlan("all,hidden=0,dup=0.25,until=3000")
        #expect(plan[.hidden] == 0 && plan[.duplicate] == 0.25 && plan.until == 3000)
        #expect(plan[.reset] == FaultPlan.all[.reset])
        #expect(try FaultPlan("all,none") == .none && FaultPlan("") == .none)
    }

    @Test func dropMeansAThirdEachOfThreeWaysToGo() throws {
        let plan = try FaultPlan("drop=0.3")
        for kind in [FaultKind.reset, .finish, .silence] { #expect(abs(plan[kind] - 0.1) < 1e-12) }
    }

    @Test func thePresetHasEveryFault() { #expect(FaultKind.allCases.allSatisfy { FaultPlan.all[$0] > 0 }) }

    @Test(arguments: ["none", "all", "lost=0.125,429=0.5,skew=-2.5,from=10.0,until=20.0"])
    func theTextOfAPlanGivesThePlan(text: String) throws {
        let plan = try FaultPlan(text)
        #expect(try FaultPlan(plan.description) == plan)
        let coded = try JSONEncoder().encode([plan])
        #expect(try JSONDecoder().decode([FaultPlan].self, from: coded) == [plan])
    }

    @Test(arguments: [
        "lots", "lost", "lost=", "lost=x", "lost=nan", "lost=-0.1", "lost=1.1", "louder=0.1", "skew=9999",
        "lost=0.6,dup=0.6",
    ])
    func whatIsNoPlanIsRefusedWithWhatIsAllowed(text: String) {
        let error = #expect(throws: SimulationError.self) { try FaultPlan(text) }
        #expect(error?.description.contains("allowed is") == true)
    }

    @Test func theHarmlessPlanKeepsOnlyTheClock() throws {
        #expect(try FaultPlan("all,skew=3").harmless == FaultPlan("skew=3"))
    }
}
