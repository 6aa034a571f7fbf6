using System.Reflection;
using System.Text;
using LakeVersion.Testing;

namespace LakeVersion.Tests;

/// <summary>What users can call, room by room, written down in <c>PublicApi.txt</c> beside each project: no member comes or goes unseen.</summary>
/// <remarks>After a change that is meant, run this test once with LAKEVERSION_WRITE_API=1 and commit the files.</remarks>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("LakeVersion.Storage")]
    [InlineData("LakeVersion.Storage.S3")]
    [InlineData("LakeVersion.Versioning")]
    [InlineData("LakeVersion.Parquet")]
    [InlineData("LakeVersion.Rows")]
    [InlineData("LakeVersion.Delta")]
    [InlineData("LakeVersion")]
    public async Task The_public_members_are_those_written_down(string room)
    {
        var file = Path.Join(Checkout.Root, "src", room, "PublicApi.txt");
        var found = string.Concat(Lines(Assembly.Load(room)).Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("LAKEVERSION_WRITE_API") == "1")
        {
            await File.WriteAllTextAsync(file, found);
        }

        Assert.Equal(await File.ReadAllTextAsync(file), found);
    }

    private static IEnumerable<string> Lines(Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            yield return $"{Kind(type)} {Name(type)}";
            const BindingFlags own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            foreach (var line in type.GetMembers(own).Select(Line).OfType<string>().Order(StringComparer.Ordinal))
            {
                yield return "  " + line;
            }
        }
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class" : "class";

    // Accessors show with their property; what the compiler makes of records is not written down.
    private static string? Line(MemberInfo member) => member switch
    {
        Type => null,
        MethodInfo { IsSpecialName: true, Name: not ("op_Implicit" or "op_Explicit") } => null,
        MethodInfo { Name: "<Clone>$" or "Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "PrintMembers" } => null,
        MethodInfo method => $"{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        PropertyInfo property => $"{Name(property.PropertyType)} {property.Name} {{ {(property.GetMethod?.IsPublic == true ? "get; " : "")}{(property.SetMethod?.IsPublic == true ? "set; " : "")}}}",
        FieldInfo { IsSpecialName: true } => null,
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        _ => member.ToString(),
    };

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? " = …" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsArray || type.IsByRef)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "&");
        }

        var name = new StringBuilder(type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Namespace == "System" ? type.Name : $"{type.Namespace}.{type.Name}");
        if (type.IsGenericType && name.ToString().IndexOf('`', StringComparison.Ordinal) is var tick and > 0)
        {
            name.Length = tick;
            name.Append('<').AppendJoin(", ", type.GetGenericArguments().Select(Name)).Append('>');
        }

        return name.ToString();
    }
}
