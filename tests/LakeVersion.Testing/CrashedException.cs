namespace LakeVersion.Testing;

/// <summary>The process of the code under test is dead: nothing may catch this but the test.</summary>
public sealed class CrashedException(string at) : Exception($"The process was cut off at: {at}");
