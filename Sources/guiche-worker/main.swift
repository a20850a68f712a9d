import Posix

ThisProcess.closeToOthers()
ThisProcess.exit(Worker.run(CommandLine.arguments.dropFirst()))
