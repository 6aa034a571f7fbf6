namespace LakeVersion.Testing.Stores;

/// <summary>What a run tells besides passed and failed, such as rates: as a diagnostic message, and as a line of the file that the environment names.</summary>
public static class TestNotes
{
    /// <summary>The file; runs of several test programs at once hide diagnostic messages.</summary>
    public const string Variable = "LAKEVERSION_TEST_NOTES";

    private static readonly Lock Gate = new();

    /// <summary>Tells a line, with the test's name.</summary>
    public static void Say(string text)
    {
        TestContext.Current.SendDiagnosticMessage(text);
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } file)
        {
            return;
        }

        lock (Gate)
        {
            // Appended in one write, since other test programs append too.
            using var notes = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            notes.Write(System.Text.Encoding.UTF8.GetBytes($"{TestContext.Current.Test?.TestDisplayName}: {text}\n"));
        }
    }
}
