// Whole answers of the three APIs, as their servers stream them, and a conversation.
#pragma once

#include <string>

#include "core/conversation.h"

namespace wright::test {

inline const std::string kAnthropicStream =
    "event: message_start\n"
    R"(data: {"type":"message_start","message":{"id":"m1","model":"claude-x","content":[],)"
    R"("usage":{"input_tokens":20,"cache_read_input_tokens":300,)"
    R"("cache_creation_input_tokens":40,"output_tokens":1}}})"
    "\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n"
    "event: content_block_start\n"
    R"(data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking",)"
    R"("thinking":"","signature":""}})"
    "\n\nevent: content_block_delta\n"
    R"(data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta",)"
    R"("thinking":"hm \u00e9"}})"
    "\n\nevent: content_block_delta\n"
    R"(data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta",)"
    R"("signature":"c2ln"}})"
    "\n\nevent: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
    "event: content_block_start\n"
    R"(data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}})"
    "\n\nevent: content_block_delta\n"
    R"(data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"I "}})"
    "\n\nevent: content_block_delta\n"
    R"(data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"look"}})"
    "\n\nevent: content_block_start\n"
    R"(data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use",)"
    R"("id":"t1","name":"bash","input":{}}})"
    "\n\nevent: content_block_delta\n"
    R"(data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta",)"
    R"("partial_json":"{ \"command\":"}})"
    "\n\nevent: content_block_delta\n"
    R"(data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta",)"
    R"("partial_json":" \"ls\" }"}})"
    "\n\nevent: message_delta\n"
    R"(data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},)"
    R"("usage":{"output_tokens":50,"output_tokens_details":{"thinking_tokens":30}}})"
    "\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

inline const std::string kChatStream =
    ": keep-alive\n\n"
    R"(data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant",)"
    R"("content":null,"reasoning_content":"h"}}],"usage":null})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{"reasoning_content":"m"}}]})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{"content":"I look"}}]})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1",)"
    R"("type":"function","function":{"name":"bash","arguments":"{ \"command\":"}}]}}]})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,)"
    R"("function":{"arguments":" \"ls\" }"}}]}}]})"
    "\n\n"
    R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})"
    "\n\n"
    R"(data: {"choices":[],"usage":{"prompt_tokens":360,"completion_tokens":50,)"
    R"("prompt_tokens_details":{"cached_tokens":300,"cache_write_tokens":40},)"
    R"("completion_tokens_details":{"reasoning_tokens":30}}})"
    "\n\ndata: [DONE]\n\n";

inline const std::string kResponsesStream =
    "event: response.created\n"
    R"(data: {"type":"response.created","sequence_number":0,"response":{"model":"m",)"
    R"("status":"in_progress"}})"
    "\n\nevent: response.output_item.done\n"
    R"(data: {"type":"response.output_item.done","sequence_number":1,"output_index":0,)"
    R"("item":{"type":"reasoning","id":"r1","summary":[],"encrypted_content":"ZW5j"}})"
    "\n\nevent: response.output_text.delta\n"
    R"(data: {"type":"response.output_text.delta","sequence_number":2,"delta":"I look"})"
    "\n\nevent: response.output_item.done\n"
    R"(data: {"type":"response.output_item.done","sequence_number":3,"output_index":1,)"
    R"("item":{"type":"message","id":"m1","role":"assistant","status":"completed",)"
    R"("content":[{"type":"output_text","text":"I look","annotations":[]}]}})"
    "\n\nevent: response.output_item.done\n"
    R"(data: {"type":"response.output_item.done","sequence_number":4,"output_index":2,)"
    R"("item":{"type":"function_call","id":"f1","call_id":"t1","name":"bash",)"
    R"("arguments":"{ \"command\": \"ls\" }","status":"completed"}})"
    "\n\nevent: response.completed\n"
    R"(data: {"type":"response.completed","sequence_number":5,"response":{"model":"m",)"
    R"("status":"completed","output":[],"usage":{"input_tokens":360,)"
    R"("input_tokens_details":{"cached_tokens":300,"cache_write_tokens":40},)"
    R"("output_tokens":50,"output_tokens_details":{"reasoning_tokens":30}}}})"
    "\n\n";

inline Usage usage_in_streams() {
  return {20, 300, 40, 50, 30, false};
}

// A brief, one reply with one call, and what came of it.
inline Conversation conversation_with(Reply reply) {
  Conversation conversation;
  conversation.system = "be brief";
  conversation.tools = {{"bash", "runs", R"({"type":"object"})"}};
  conversation.turns = {Said{"the task"}, std::move(reply), Answered{{{"t1", "exit 0", false}}}};
  return conversation;
}

}  // namespace wright::test
