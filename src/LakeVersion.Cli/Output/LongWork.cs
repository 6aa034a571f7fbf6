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

        await Console(context).Progress().AutoClear(true).StartAsync(async progress =>
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

    /// <summary>Runs work that says by itself how far it is, and learns on the way how much there is.</summary>
    /// <param name="context">Where the bar goes.</param>
    /// <param name="title">What is done.</param>
    /// <param name="work">Calls its argument with words, how much is done, and of how much.</param>
    public static async Task WatchAsync(LvContext context, string title, Func<Action<string, double, double>, Task> work)
    {
        if (!context.IsErrorTerminal || context.Variable("TERM") == "dumb")
        {
            await work((_, _, _) => { });
            return;
        }

        await Console(context).Progress().AutoClear(true).StartAsync(async progress =>
        {
            var task = progress.AddTask(Markup.Escape(title), maxValue: 1);
            await work((words, done, of) =>
            {
                task.Description = Markup.Escape($"{title} {words}");
                task.MaxValue = Math.Max(1, of);
                task.Value = done;
            });
        });
    }

    // The terminal was told apart before; behind our own writer the library could not.
    private static IAnsiConsole Console(LvContext context) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(context.Error),
        Ansi = AnsiSupport.Yes,
        Interactive = InteractionSupport.Yes,
        ColorSystem = context.Variable("NO_COLOR") is null ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
    });
}
