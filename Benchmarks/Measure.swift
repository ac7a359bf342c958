// Runs commands in turn and prints what each took. Compiled by run.sh:
//
//     swiftc -O -parse-as-library Benchmarks/Measure.swift -o measure
//     measure [--runs 5] [--warm-ups 1] --output DIRECTORY NAME STATUS COMMAND… [--- NAME STATUS COMMAND…]…
//
// Commands alternate, so that whatever else the machine does meets all of them alike. Each must exit with its STATUS. Its
// standard output goes to NAME.out in the directory. A line for each command goes to standard output, with tabs between
//
//     NAME, median wall seconds, the least, the largest, median CPU seconds (user and system), their user part,
//     peak resident memory of the largest process in KiB
//
// CPU and memory are what wait4(2) says of the command and of all that it waited for itself.
import Glibc

/// A command line with its name and the exit status that it must have.
struct Contender {
    let name: String
    let status: CInt
    let arguments: [String]
    var samples: [Sample] = []
}

/// What one run took.
struct Sample {
    let wallSeconds: Double
    let userSeconds: Double
    let systemSeconds: Double
    let peakKibibytes: Int

    var cpuSeconds: Double { userSeconds + systemSeconds }
}

/// Says why there is no measurement.
struct Failure: Error {
    let message: String
}

extension Contender {
    /// Runs the command once and waits for its end.
    func run(outputTo path: String) throws(Failure) -> Sample {
        let start = ContinuousClock.now
        let child = try spawn(outputTo: path)
        var state: CInt = 0
        var usage = rusage()
        while wait4(child, &state, 0, &usage) < 0 {
            guard errno == EINTR else { throw Failure(message: "\(name): wait4 failed") }
        }
        let wall = ContinuousClock.now - start
        // The low seven bits name the signal that ended a process; above them is its exit status.
        guard state & 0x7F == 0 else { throw Failure(message: "\(name): ended by signal \(state & 0x7F)") }
        let actual = state >> 8 & 0xFF
        guard actual == status else { throw Failure(message: "\(name): exit status \(actual), expected \(status)") }
        return Sample(
            wallSeconds: wall / .seconds(1),
            userSeconds: Self.seconds(usage.ru_utime),
            systemSeconds: Self.seconds(usage.ru_stime),
            peakKibibytes: usage.ru_maxrss
        )
    }

    private func spawn(outputTo path: String) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child: pid_t = 0
        let error = posix_spawnp(&child, arguments[0], &actions, nil, &pointers, environ)
        guard error == 0 else {
            throw Failure(message: "\(name): cannot start \(arguments[0]): \(String(cString: strerror(error)))")
        }
        return child
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    /// The line for the table.
    var line: String {
        let wall = samples.map(\.wallSeconds).sorted()
        let columns = [
            Self.median(wall), wall[0], wall[wall.count - 1],
            Self.median(samples.map(\.cpuSeconds).sorted()),
            Self.median(samples.map(\.userSeconds).sorted()),
        ]
        let peak = samples.map(\.peakKibibytes).max() ?? 0
        return ([name] + columns.map { "\($0)" } + ["\(peak)"]).joined(separator: "\t")
    }

    private static func median(_ sorted: [Double]) -> Double {
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

/// The command line of this program.
struct Plan {
    var runs = 5
    var warmUps = 1
    var directory = ""
    var contenders: [Contender] = []

    init(_ arguments: [String]) throws(Failure) {
        var rest = arguments[...]
        while let option = rest.first, option.hasPrefix("--") {
            guard let value = rest.dropFirst().first else { throw Failure(message: "\(option) needs a value") }
            rest = rest.dropFirst(2)
            switch option {
            case "--runs": runs = try Self.count(value, atLeast: 1)
            case "--warm-ups": warmUps = try Self.count(value, atLeast: 0)
            case "--output": directory = value
            default: throw Failure(message: "unknown option \(option)")
            }
        }
        for part in rest.split(separator: "---") {
            guard part.count >= 3, let status = CInt(part[part.startIndex + 1]) else {
                throw Failure(message: "expected NAME STATUS COMMAND…, found: \(part.joined(separator: " "))")
            }
            contenders.append(
                Contender(name: part[part.startIndex], status: status, arguments: Array(part.dropFirst(2)))
            )
        }
        guard !contenders.isEmpty, !directory.isEmpty else { throw Failure(message: "nothing to measure") }
    }

    private static func count(_ text: String, atLeast least: Int) throws(Failure) -> Int {
        guard let count = Int(text), count >= least else { throw Failure(message: "\(text) is not a number of runs") }
        return count
    }

    mutating func measure() throws(Failure) {
        for round in 0..<(warmUps + runs) {
            for index in contenders.indices {
                let sample = try contenders[index].run(outputTo: "\(directory)/\(contenders[index].name).out")
                if round >= warmUps { contenders[index].samples.append(sample) }
            }
        }
    }
}

@main
enum Measure {
    static func main() {
        do throws(Failure) {
            var plan = try Plan(Array(CommandLine.arguments.dropFirst()))
            try plan.measure()
            for contender in plan.contenders { print(contender.line) }
        } catch {
            let text = Array("measure: \(error.message)\n".utf8)
            _ = write(STDERR_FILENO, text, text.count)
            exit(1)
        }
    }
}
