using System.ComponentModel;
using System.Diagnostics;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Running;

/// <summary>Runs a command of the user. What it says goes to standard error: standard output is for the answer of <c>lv</c>.</summary>
internal static class ChildCommand
{
    /// <summary>Runs it to its end; returns its exit code.</summary>
    /// <param name="context">Where it runs.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="variables">Variables of its environment besides those of this process.</param>
    /// <param name="cancellationToken">Ends the command, with all that it started.</param>
    /// <exception cref="LakeException">Invalid: there is no such program.</exception>
    public static async Task<int> RunAsync(
        LvContext context, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = context.CurrentDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in context.Environment.Concat(variables))
        {
            start.Environment[name] = value;
        }

        using var process = Start(start);
        var gate = new Lock();
        process.OutputDataReceived += (_, line) => Pass(line.Data);
        process.ErrorDataReceived += (_, line) => Pass(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;

        void Pass(string? line)
        {
            lock (gate)
            {
                if (line is not null)
                {
                    context.Error.WriteLine(line);
                }
            }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw LakeException.Invalid($"'{start.FileName}' cannot be run: {e.Message}. After -- comes a program and its arguments; what a shell is to read stands as: -- sh -c '…'", e);
        }
    }
}
