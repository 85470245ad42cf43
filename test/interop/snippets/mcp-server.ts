// file: mcp-server.ts
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { AccessToken, Bearer, Token } from '@portcullis/bearer';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Import `BearerModule.forRoot({ issuer, audience: 'https://api.example.com/mcp' })` beside it. */
@Controller('mcp')
@Bearer('tools:call')
export class McpController {
  @Post()
  async handle(
    @Req() request: IncomingMessage & { body: unknown },
    @Res() response: ServerResponse,
    @Token() token: AccessToken,
  ) {
    const server = new McpServer({ name: 'orders', version: '1.0.0' });
    server.registerTool('whoami', { description: 'Who is calling' }, () => ({
      content: [{ type: 'text', text: `${token.subject} with ${token.scopes.join(' ')}` }],
    }));
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    await transport.handleRequest(request, response, request.body);
  }

  /** No stream of events from here. */
  @Get()
  @HttpCode(405)
  stream(): void {}
}
