using LakeVersion.Cli.Running;
using Spectre.Console;

namespace LakeVersion.Cli.Output;

/// <summary>Progress on standard error, for people only.</summary>
internal static class LongWork
{
    /// <summary>For work of which nobody knows how many steps it has: the bar counts those that were done.</summary>
    public const double UnknownSteps = double.PositiveInfinity;

    /// <summary>Runs work that counts its steps; shows a bar where standard error is a terminal.</summary>
    /// <param name="context">Where the bar goes.</param>
    /// <param name="title">What is done.</param>
    /// <param name="steps">How many steps there are.</param>
    /// <param name="work">Calls its argument with the number of steps just done.</param>
    public static async Task RunAsync(LvContext context, string title, double steps, Func<Action<double>, Task> work)
    {
        if (!context.IsErrorTerminal || context.Variable("TERM") == "dumb" || steps <= 1)
        {
            await work(_ => { });
            return;
        }

        // The terminal was told apart before; behind our own writer the library could not.
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(context.Error),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = context.Variable("NO_COLOR") is null ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        });
        await console.Progress().AutoClear(true).StartAsync(async progress =>
        {
            var task = progress.AddTask(Markup.Escape(title), maxValue: double.IsFinite(steps) ? steps : double.MaxValue);
            task.IsIndeterminate = !double.IsFinite(steps);
            await work(done =>
            {
                task.Increment(done);
                if (task.IsIndeterminate)
                {
                    task.Description = $"{Markup.Escape(title)} {task.Value:N0}";
                }
            });
        });
    }
}
