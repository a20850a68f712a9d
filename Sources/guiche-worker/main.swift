import Posix

ThisProcess.closeToOthers()
ThisProcess.shareHeaps()
ThisProcess.exit(Worker.run(CommandLine.arguments.dropFirst()))
