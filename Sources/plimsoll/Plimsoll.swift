import CLI
import Glibc

@main
struct Plimsoll {
  static func main() async {
    exit(await CommandLineTool.run(Array(CommandLine.arguments.dropFirst())))
  }
}
