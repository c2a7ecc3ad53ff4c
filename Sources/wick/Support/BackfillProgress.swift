import WickDomain
import WickVenues

/// How far all of a backfill has come and how long it will take, and its lines on standard error. Owns the progress
/// bar.
actor BackfillProgress {
    private var bar = ProgressBar(title: "backfill")
    private var total = 0
    private var done = 0
    /// How long each venue needs still; venues are asked side by side.
    private var left: [Venue: Duration] = [:]

    func expect(_ minutes: Int) { total += minutes }

    /// - Parameter left: how long the venue needs still, where that is known.
    func advance(_ minutes: Int, of venue: Venue, left: Duration?) {
        done += minutes
        self.left[venue] = left
        let fraction = total > 0 ? Double(done) / Double(total) : 1
        bar.show(fraction, detail: "\(min(done, total)) of \(total) minutes", left: self.left.values.max())
    }

    /// For a run that nobody watches: a line now and then.
    func report(_ plan: BackfillPlan, _ left: Duration?) {
        guard !Console.errorIsTerminal else { return }
        let rest = left.map { ", about \(ProgressBar.words($0)) left" } ?? ""
        Console.error("\(plan.instrument): \(plan.doneMinutes) of \(plan.totalMinutes) minutes of this piece\(rest)")
    }

    func tell(_ line: String) {
        bar.clear()
        Console.error(line)
    }

    func clear() { bar.clear() }
}
