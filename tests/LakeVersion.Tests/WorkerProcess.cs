using System.Diagnostics;
using System.Globalization;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests;

/// <summary>A process of its own that writes to a lake, and what it acknowledged.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;
    private readonly List<int> acknowledged = [];
    private readonly List<string> said = [];
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource number = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
    }

    /// <summary>Completes with the first acknowledged commit, or with the process's end.</summary>
    public Task First => first.Task;

    /// <summary>Completes with the first number above 0, or with the process's end.</summary>
    public Task FirstNumber => number.Task;

    public static WorkerProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Join(AppContext.BaseDirectory, "LakeVersion.Worker.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in S3TestServer.Current?.Environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the end; returns the exit code and what was written as errors.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, errors);
    }

    /// <summary>The numbers acknowledged so far, in their order.</summary>
    public IReadOnlyList<int> Acknowledged
    {
        get
        {
            lock (acknowledged)
            {
                return [.. acknowledged];
            }
        }
    }

    /// <summary>What else it printed so far.</summary>
    public IReadOnlyList<string> Said
    {
        get
        {
            lock (acknowledged)
            {
                return [.. said];
            }
        }
    }

    /// <summary>True once it ended, by itself or killed.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Lets it stand still, as a machine does that sleeps, and go on.</summary>
    public async Task FreezeAsync(Func<Task> meanwhile)
    {
        await SignalAsync("STOP");
        await meanwhile();
        await SignalAsync("CONT");
    }

    /// <summary>Ends the process at once, as by SIGKILL, and returns the numbers that it acknowledged.</summary>
    public async Task<IReadOnlyList<int>> KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        return Acknowledged;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private void Take(string? line)
    {
        if (int.TryParse(line, CultureInfo.InvariantCulture, out var printed))
        {
            lock (acknowledged)
            {
                acknowledged.Add(printed);
            }
        }

        else if (line is not null)
        {
            lock (acknowledged)
            {
                said.Add(line);
            }
        }

        first.TrySetResult();
        if (line is null || printed > 0)
        {
            number.TrySetResult();
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }
}
